"""The horizon: what comes in the company beside what comes in the course."""
