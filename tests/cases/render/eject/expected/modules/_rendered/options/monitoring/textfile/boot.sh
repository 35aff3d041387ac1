(modules/monitoring/textfile/boot.sh)
