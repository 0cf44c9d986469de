"""Invented files in the shapes people upload."""

from __future__ import annotations

import io
import zipfile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

RUSSIAN = """Калинина Вера Андреевна

+7 (999) 000-45-67
kalinina.vera@example.org
Проживает: Тверь

Желаемая должность и зарплата
Ведущий бухгалтер
110 000 руб.

Опыт работы - 9 лет 2 месяца

Апрель 2019 - настоящее время   6 лет
ООО "Тверской хлеб"
Ведущий бухгалтер
Учёт основных средств, отчётность по МСФО.

Март 2016 - Март 2019   3 года 1 месяц
Ателье «Игла»
Бухгалтер
Первичная документация.

Образование
Высшее
2015  Тверской государственный университет, Тверь
Бухгалтерский учёт

Знание языков
Русский - Родной
Английский - A2 - Элементарный

Навыки
1С:Бухгалтерия, Excel, МСФО, Расчёт заработной платы, Налоговый учёт
"""

ENGLISH = """# Oscar Finch

Email: oscar.finch@example.org
Phone: +1-555-010-7788
Location: Denver, CO

## Experience

### Data Analyst
**Blue Kettle Inc**
*Jan 2020 - Present*

- Built dashboards in Tableau

### Junior Analyst
**Mapwise**
*June 2018 - December 2019*

- SQL reports

## Skills

SQL, Python, Tableau, Excel, dbt

## Languages

English (native), Spanish (B1)

## Education

**Bachelor of Science in Statistics**
Colorado State University
*2014 - 2018*
"""


def docx(*paragraphs: str, header: str = "", extra: str = "") -> bytes:
    """A minimal DOCX; `extra` is raw XML put into the body."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs) + extra
    parts = {"word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>"}
    if header:
        parts["word/header1.xml"] = f"<w:hdr {_W}><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>"
    return zipped(parts)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def pdf(pages: int, text: str = "", *, trailer: str = "") -> bytes:
    """A PDF written by hand: `pages` pages that all show `text` (Latin letters)."""
    stream = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET".encode()
    kids = " ".join(f"{4 + number} 0 R" for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R /Resources "
        "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
    )
    objects += [page.encode()] * pages
    return assembled(objects, trailer)


def assembled(objects: list[bytes], trailer: str = "") -> bytes:
    """A PDF file of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    )
    return out.getvalue()
