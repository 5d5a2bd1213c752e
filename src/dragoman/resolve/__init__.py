"""From words to actors, dates, places and amounts: raw mentions become event mentions."""
