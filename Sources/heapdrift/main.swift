print("heapdrift")
