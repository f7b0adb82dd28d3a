"""Everything left of the archive: the only code of Qihua that touches the network."""
