// OYDaemon
