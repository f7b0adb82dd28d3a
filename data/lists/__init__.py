"""Lists that an office brings along (本机词表, 国务院重要政策信息清单): none ships, none is sent anywhere."""
