"""Many reports, the same questions: the desk's side of the batch. Its ledger is the workspace's, as for `gbi batch`."""
