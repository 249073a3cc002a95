"""What one can look up: sites and models, ideas of missions, jobs that are like somebody."""
