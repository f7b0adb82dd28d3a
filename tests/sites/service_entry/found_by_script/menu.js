// 演示数据（虚构）
document.writeln("<ul><li><a href=\"http:\/\/www.qinghe.gov.example\/zwgk\/\">政府信息公开<\/a><\/li>");
document.writeln("<li><a href='/zwfw/' target='_blank'><span>\u653f\u52a1</span>服务<\/a><\/li><\/ul>");
