@echo off
rem Sets the project up from the wheels in this folder, without internet, and opens JupyterLab. Run again: it only opens.
chcp 65001 >nul
setlocal
cd /d "%~dp0"
if exist ".venv\ready" goto open
py -@PYTHON@ -c "import struct, sys; sys.exit(struct.calcsize('P') != 8)" >nul 2>nul
if errorlevel 1 (
  echo Can co Python @PYTHON@ ban 64 bit, cai san tren may / Python @PYTHON@, 64-bit, must be installed on this computer first.
  pause
  exit /b 1
)
echo Dang cai dat, mot lan, khoang vai phut / Setting up, once, a few minutes ...
py -@PYTHON@ -m venv .venv || goto failed
".venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --find-links wheels --require-hashes -r wheels\requirements.txt || goto failed
".venv\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --no-deps --find-links wheels commune-reports || goto failed
echo ready> ".venv\ready"
:open
".venv\Scripts\commune.exe" explore
exit /b %errorlevel%
:failed
echo Cai dat khong xong. Xoa thu muc .venv roi chay lai / Setting up failed. Delete the folder .venv and run this again.
pause
exit /b 1
