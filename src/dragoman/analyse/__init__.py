"""From events to relations: dyads, change points, comparisons, networks; pure, over Arrow."""
