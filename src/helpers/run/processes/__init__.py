"""Processes that run notebooks: each notebook in a fresh one, without a kernel, within limits of time and memory."""
