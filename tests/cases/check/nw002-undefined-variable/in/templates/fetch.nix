{ fetchurl }: fetchurl { url = URL; }
