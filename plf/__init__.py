"""PLF: Professional Learning Focus plans and strategic action plans for school districts."""
