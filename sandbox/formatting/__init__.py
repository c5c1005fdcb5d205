"""From what a sender wrote to text with entities: HTML, Markdown, given entities, and those found by themselves."""
