"""Text and figures as they are typed: Vietnamese repaired to Unicode, numbers read."""
