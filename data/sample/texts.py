"""Harmless invented texts for the sample's pages. No real person, place, policy or slogan."""

from __future__ import annotations

NEWS = (
    "{place}举办秋季果品丰收展示会", "{place}图书馆调整周末开放时间", "滨河步道二期工程完成路面铺装", "{place}开展校园防火演练",
    "乡村公交新增三条便民线路", "{place}举行古桥保护志愿活动", "中心广场喷泉检修完毕恢复开放", "{place}召开雨季防汛准备会",
    "农贸市场完成通风设施改造", "{place}发布湿地观鸟路线图", "老旧小区加装电梯工程进展顺利", "{place}青年合唱团举办公益演出",
    "冬季供暖设备检修工作启动", "{place}举办乡土植物科普展", "环城绿道夜间照明完成升级", "{place}开展食品摊点卫生检查",
)  # fmt: skip
NOTICES = (
    "关于中秋市集摊位申请的通知", "关于自来水管网检修暂停供水的通告", "关于征集城市步道命名建议的公告", "关于公布年度便民项目清单的通知",
    "关于图书馆闭馆整理的通告", "关于开展家庭花园评选的通知", "关于桥梁限时检修的通告", "关于暑期游泳场馆开放安排的通知",
)  # fmt: skip
POLICIES = (
    ("步道养护管理办法", "步道养护"), ("公共图书馆服务规定", "公共图书馆"), ("节庆市集管理办法", "节庆市集"), ("湿地观察点设置规定", "湿地观察"),
)  # fmt: skip
LETTERS = (
    "建议增加夜间公交班次", "咨询图书证办理方式", "反映小区路灯不亮", "建议延长健身步道开放时间", "咨询果木补贴申请条件", "反映河边垃圾清运不及时",
    "咨询摊位申请流程", "建议在广场增设饮水点",
)  # fmt: skip
GUIDES = ("步道活动许可申请", "图书证申请", "节庆摊位登记", "果木种植补贴申请", "家庭花园备案", "渡口临时停靠许可")
COLUMNS = (
    ("yaowen", "本地要闻"), ("tongzhi", "通知公告"), ("bumen", "部门动态"), ("xiangzhen", "乡镇传真"), ("renshi", "人事信息"),
    ("guihua", "规划计划"), ("minsheng", "民生实事"), ("caizheng", "财政信息"),
)  # fmt: skip
ENGLISH_NEWS = (
    "Autumn harvest fair opens in the main square", "Library extends its weekend hours", "Riverside path reopens after repairs",
    "New bus lines connect the villages", "Choir gives a free winter concert", "Wetland trail map published",
)  # fmt: skip
PARAGRAPH = (
    "近日，{place}有关部门对相关工作进行了安排。工作人员介绍，项目分三个阶段推进，先后完成现场勘查、材料准备和设施调试，"
    "预计本季度内全部完成。居民可在服务窗口了解具体安排，也可通过网站留言提出意见建议。"
)
