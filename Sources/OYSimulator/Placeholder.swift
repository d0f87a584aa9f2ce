// OYSimulator
