{ super, ... }: super.shared.one
