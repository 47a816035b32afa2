"""Figures of financial statements: lines of the balance sheet, the income and the cash flow statement, and ratios."""
