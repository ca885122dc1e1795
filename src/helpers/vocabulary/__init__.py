"""What things are called: periods, places, indicators, findings and languages. The lowest floor of the house."""
