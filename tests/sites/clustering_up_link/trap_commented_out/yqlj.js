// 演示数据（虚构）
// document.write('<a href="http://www.gov.example/">虚构中央门户</a>');
/* document.write('<a href="http://www.wangxi.gov.example/">望溪市</a>'); */
document.write('<a href="' + base + '/">' + names[0] + '</a>');
document.write('<!-- <a href="http://www.gov.example/">虚构中央门户</a> -->');
