"""What a reader sees: the JSON shapes, the terminal's tables, the export formats."""
