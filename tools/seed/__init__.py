"""What ``make seed-demo`` fills a store with, a module for each project."""
