/* 演示数据（虚构） */
$(".header").append('<a class="tool" href="javascript:elder()">长者模式</a>');
