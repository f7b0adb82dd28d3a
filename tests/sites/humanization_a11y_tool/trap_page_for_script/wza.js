<!DOCTYPE html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <title>清禾县人民政府</title>
</head>
<body>
  <div class="header"><b>清禾县人民政府</b></div>
  <div class="nav">
      <a href="/">首页</a>
      <a href="/zwgk/">政府信息公开</a>
      <a href="/zwfw/">政务服务</a>
      <a href="/hdjl/">互动交流</a>
      <a href="/yaowen/">今日要闻</a>
      <a href="/tzgg/">通知公告</a>
      <a href="/zt/">步道专题</a>
  </div>
  <div class="main">
    <p>页面不存在</p>
  </div>
  <div class="footer">
    <p>演示数据（虚构）</p>
    <p>主办：清禾县人民政府办公室</p>
    <p>网站标识码：9101010001</p>
    <p>京ICP备00000000号</p>
  </div>
</body>
</html>
