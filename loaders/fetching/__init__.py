"""Nav's pages and the workbooks they link to; nothing else uses the network."""
