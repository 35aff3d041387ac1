"gamma"
