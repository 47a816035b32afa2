"""Questions over flat tables: many rows of one kind (orders, bookings), whose numbers are added up by their labels."""
