{ inside = { gcc }: gcc; outside = gcc; }
