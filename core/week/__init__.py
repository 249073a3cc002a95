"""The rhythm of a week: Monday, Thursday, and the hours."""
