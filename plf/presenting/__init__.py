"""Presenting the plan to staff: five slides, a leaflet, and where it was presented when."""
