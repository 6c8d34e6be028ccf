"""azfunc against emulators of Azure's services."""
