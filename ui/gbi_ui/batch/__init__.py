"""`gbi batch`: a folder of reports in; answers and readings out as Parquet, an Excel file and an index page."""
