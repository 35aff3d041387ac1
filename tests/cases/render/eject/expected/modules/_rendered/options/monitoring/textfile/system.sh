(modules/monitoring/textfile/system.sh)
