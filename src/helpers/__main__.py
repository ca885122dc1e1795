"""`python -m helpers` is `commune`."""

from helpers.cli import main

main()
