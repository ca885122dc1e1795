"""The zip for Windows PCs without internet."""
