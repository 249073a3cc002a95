"""The public services of offers: asking them by job and place, and reading what they say."""
