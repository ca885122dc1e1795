@echo off
rem The commune command of this folder: commune run, commune check, commune forms ...
chcp 65001 >nul
setlocal
rem In Vietnamese unless told otherwise, also where Windows itself is English.
if not defined LANGUAGE set LANGUAGE=vi
if not exist "%~dp0.venv\ready" (
  echo Chay start.cmd truoc / Run start.cmd first.
  exit /b 1
)
"%~dp0.venv\Scripts\commune.exe" %*
