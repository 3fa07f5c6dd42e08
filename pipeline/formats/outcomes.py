"""What can become of an upload: every stable code with its Chinese message; docs/uploads.md is made of it."""

from __future__ import annotations

from dataclasses import dataclass

from casefile.display import displayable
from casefile.errors import UploadRefused

ACCEPTED = "png、jpg、jpeg、bmp、pdf、txt、doc、docx、xls、xlsx、ofd"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One refusal: what the applicant reads (`{detail}` where it varies), and when it happens."""

    message: str
    when: str


OUTCOMES = {
    "EMPTY_FILE": Outcome("文件是空的，请重新选择照片上传。", "没有字节，或只有空白"),
    "TYPE_MISMATCH": Outcome(
        f"文件不是可受理的格式（{{detail}}）。请改用 {ACCEPTED} 格式重新上传。",
        "按内容判断，不看文件名和 Content-Type；说明文件真正的类型",
    ),
    "TOO_LARGE": Outcome("文件超过 {detail}，请压缩后重新上传。", "文件超过 20 MB，txt 超过 1 MB"),
    "TOO_MANY_PIXELS": Outcome(
        "图片尺寸过大（上限 5000 万像素），请用手机直接拍照后上传。",
        "图片超过 5000 万像素或一边超过 12000 像素；看文件头即知",
    ),
    "CORRUPT_IMAGE": Outcome("图片已损坏或不完整，无法打开，请重新拍照上传。", "图片不完整或打不开"),
    "UNREADABLE_IMAGE": Outcome(
        "图片太小或一片空白，看不到内容，请重新拍照上传。", "一边不足 32 像素，或整页一色"
    ),
    "ENCRYPTED": Outcome("文件设有密码，请取消密码后重新上传。", "打开需要密码的 pdf、Office 文件或压缩包"),
    "TOO_MANY_PAGES": Outcome(
        "文件超过 50 页，请只保留所需页面后重新上传。", "pdf、ofd 超过 50 页，或 Office 文件超过 50 张照片"
    ),
    "TOO_COMPLEX": Outcome(
        "文件过于复杂，无法处理，请改为上传照片。", "解读超过内存、CPU 或时间上限，进程已被终止"
    ),
    "CORRUPT_PDF": Outcome(
        "PDF 已损坏或没有可读的页面，请重新导出或改为上传照片。", "pdf 修复不了，或没有页面"
    ),
    "CORRUPT_FILE": Outcome(
        "文件已损坏，无法打开，请重新导出或改为上传照片。", "Office、ofd、txt 文件的内部结构不完整"
    ),
    "EMPTY_DOCUMENT": Outcome(
        "文件里没有照片，也没有文字，请直接上传照片。", "Office、ofd 文件里没有能看的内容"
    ),
    "ARCHIVE_LIMIT": Outcome(
        "文件解压后过大或结构异常，无法受理，请改为上传照片。",
        "docx、xlsx、ofd 内条目超过 2000 个、合计超过 100 MB、压缩比异常、条目重名或重叠、路径越界、含链接",
    ),
    "XML_FORBIDDEN": Outcome(
        "文件含有不允许的内容（外部引用或异常嵌套），请重新导出或改为上传照片。",
        "docx、xlsx、ofd 的 XML 含 DTD、实体，或嵌套过深",
    ),
    "INFECTED": Outcome(
        "文件含有病毒，不能受理，请用杀毒软件检查手机或电脑后重新拍照上传。", "配置了 clamd，而它发现病毒"
    ),
    "DIGEST_MISMATCH": Outcome("文件在传输中有损坏，请重新上传。", "与请求头 Content-Digest 写的摘要不符"),
    "MISSING_FILE": Outcome("找不到文件“{detail}”，请补交", "case.json 写了，但没有交来"),
    "OUTSIDE_FOLDER": Outcome("文件“{detail}”不在个案文件夹内，请放进来再提交", "路径或链接指向文件夹之外"),
    "NOT_A_FILE": Outcome("“{detail}”不是文件，请换成材料的照片或扫描件", "文件夹、设备或管道"),
    "UNREADABLE_FILE": Outcome("文件“{detail}”无法打开，请重新上传", "系统打不开，如文件名过长"),
    "TOO_MANY_FILES": Outcome(
        "超过 30 个文件，“{detail}”没有读取，请合并后重新提交", "一个个案超过 30 个文件，多出的不读"
    ),
    "CASE_TOO_LARGE": Outcome(
        "材料合计超过 100 MB，“{detail}”没有读取，请压缩后重新提交",
        "个案合计超过 100 MB，多出的不读",
    ),
    "UNREADABLE": Outcome("文件“{detail}”里没有找到证件页，请重新拍摄", "读完了，但没有认出任何证件页"),
    "INTEGRITY": Outcome(
        "存储中的文件“{detail}”与收到时不同，请运维人员从备份恢复", "保存的文件与收到时的摘要不符；从不读取"
    ),
    "READER_FAILED": Outcome(
        "机器没有读完文件“{detail}”，请人工查看，不必重新上传", "读取程序两次中断；不是文件的错，转人工"
    ),
}


def refused(code: str, detail: str = "") -> UploadRefused:
    """The refusal with that code; its message is always the one documented here."""
    return UploadRefused(code, OUTCOMES[code].message.format(detail=displayable(detail)))
