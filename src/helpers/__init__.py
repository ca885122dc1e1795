"""Helpers of the notebooks: from commune returns to traceable figures and pages."""
