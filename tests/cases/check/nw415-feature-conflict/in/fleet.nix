{
  features = {
    desktop.conflicts = [ "kiosk" ];
    kiosk = { };
    odd = { requires = [ "kiosk" ]; conflicts = [ "kiosk" ]; };
  };
  hosts = {
    desk.features = [ "kiosk" "desktop" ];
    lobby.features = [ "kiosk" ];
    study.features = [ "desktop" ];
  };
}
