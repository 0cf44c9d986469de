"""Invented postings with what a strict reader says of each line for the person who answers.

A row is (line of the posting, "must" or "nice", verdict); lines that are no requirement, or that no résumé
can show, have None: nothing may be said of them but that it is unclear.
"""

POSTINGS = {
    "keeper": (
        "Кладовщик",
        """Склад светлый, коллектив дружный.
Обязанности:
- Приём товара
Требования:
- Опыт работы кладовщиком от 1 года
- Знание 1С
- Опыт оформления накладных
- Знание правил складирования и хранения ТМЦ
- Удостоверение водителя погрузчика
- Среднее специальное образование
- Высшее юридическое образование
- Опыт работы с SAP
- Чистоплотность
- Английский язык
- Знание Excel (желательно)
Условия:
- График 2/2""",
    ),
    "driver": (
        "Водитель-экспедитор",
        """Требования:
- Водительские права категории С
- Стаж вождения от 3 лет
- Опыт работы водителем от 5 лет
- Готовность к командировкам
- Оформление путевых листов и ТТН
- Наличие личного автомобиля
Будет плюсом:
- Права категории D
Мы предлагаем:
- Оплату бензина""",
    ),
    "bookkeeper": (
        "Главный бухгалтер",
        """Требования:
- Высшее экономическое образование
- Опыт работы главным бухгалтером от 5 лет
- Опыт работы финансовым директором от 3 лет
- Уверенное знание 1С:Бухгалтерия
- Уверенный пользователь ПК
- Расчёт заработной платы
- Сертификат профессионального бухгалтера
- Свободный английский язык
Желательно:
- Знание SAP""",
    ),
    "teacher": (
        "Преподаватель английского языка",
        """Требования:
- Опыт преподавания английского языка от 2 лет
- Высшее педагогическое образование
- Английский язык не ниже C1
- Знание методики преподавания
- Опыт преподавания детям
- Владение немецким языком на уровне B2
- Любовь к детям
- Сертификат CELTA
- Знание китайского языка будет плюсом""",
    ),
    "cook": (
        "Шеф-повар",
        """Требования:
- Опыт работы шеф-поваром от 3 лет
- Опыт работы су-шефом или поваром от 2 лет
- Знание технологии приготовления блюд
- Составление технологических карт
- Наличие медицинской книжки
- Знание iiko
- Знание R-Keeper
- Высшее образование""",
    ),
    "seller": (
        "Менеджер по продажам",
        """Требования:
- Опыт продаж от 2 лет
- Опыт холодных звонков
- Умение вести переговоры
- Знание amoCRM или Битрикс24
- Английский язык Upper-Intermediate
- Опыт продаж от года (медицина будет плюсом)
- Наличие личного автомобиля
- Высшее образование
- Опыт работы в банке""",
    ),
    "developer": (
        "Java-разработчик",
        """Требования:
- Опыт разработки на Java от 3 лет
- Знание Spring Boot и Kafka
- Знание Java и Kotlin
- Знание PostgreSQL или MySQL
- Опыт написания unit-тестов
- Высшее техническое образование
- Английский не ниже B1
- Опыт работы с Vaadin
- Kubernetes
Плюсом будет:
- Опыт в финтехе или банке""",
    ),
    "nurse": (
        "Registered Nurse",
        """Requirements:
- 3+ years of experience as a registered nurse
- Bachelor's degree in Nursing
- Fluent in English
- Fluent in English and French
- Experience with injections and wound care
- Passion for helping people
- Willingness to work nights
- Python
We offer:
- Health insurance""",
    ),
    "engineer": (
        "Senior Python Developer",
        """Requirements:
- 5+ years of experience in Python development
- Strong knowledge of Django or Flask
- Experience with AWS and Terraform
- Experience with Java
- Bachelor's degree in Computer Science
- Experience with PostgreSQL and MongoDB
- Comfortable giving feedback
Nice to have:
- Experience with Kafka
- Docker""",
    ),
    "electrician": (
        "Электромонтёр",
        """Требования:
- Опыт работы электромонтёром от 3 лет
- Умение читать электрические схемы
- Группа по электробезопасности
- Ремонт электрооборудования
- Среднее специальное образование
- Высшее образование
- Водительские права категории B
- Знание AutoCAD""",
    ),
}

#: (person, line) -> kind and verdict as a strict reader gives them.
JUDGED: dict[str, dict[str, tuple[str, str] | None]] = {
    "keeper": {
        "Опыт работы кладовщиком от 1 года": ("must", "met"),
        "Знание 1С": ("must", "met"),
        "Опыт оформления накладных": ("must", "met"),
        "Знание правил складирования и хранения ТМЦ": None,
        "Удостоверение водителя погрузчика": ("must", "met"),
        "Среднее специальное образование": ("must", "met"),
        "Высшее юридическое образование": ("must", "missing"),
        "Опыт работы с SAP": ("must", "missing"),
        "Чистоплотность": None,
        "Английский язык": ("must", "missing"),
        "Знание Excel (желательно)": ("nice", "met"),
    },
    "driver": {
        "Водительские права категории С": ("must", "met"),
        "Стаж вождения от 3 лет": ("must", "met"),
        "Опыт работы водителем от 5 лет": ("must", "met"),
        "Готовность к командировкам": ("must", "met"),
        "Оформление путевых листов и ТТН": ("must", "met"),
        "Наличие личного автомобиля": ("must", "missing"),
        "Права категории D": ("nice", "partly"),
    },
    "bookkeeper": {
        "Высшее экономическое образование": ("must", "met"),
        "Опыт работы главным бухгалтером от 5 лет": ("must", "met"),
        "Опыт работы финансовым директором от 3 лет": ("must", "missing"),
        "Уверенное знание 1С:Бухгалтерия": ("must", "met"),
        "Уверенный пользователь ПК": ("must", "met"),
        "Расчёт заработной платы": ("must", "met"),
        "Сертификат профессионального бухгалтера": ("must", "missing"),
        "Свободный английский язык": ("must", "missing"),
        "Знание SAP": ("nice", "missing"),
    },
    "teacher": {
        "Опыт преподавания английского языка от 2 лет": ("must", "met"),
        "Высшее педагогическое образование": ("must", "met"),
        "Английский язык не ниже C1": ("must", "met"),
        "Знание методики преподавания": ("must", "met"),
        "Опыт преподавания детям": ("must", "met"),
        "Владение немецким языком на уровне B2": ("must", "missing"),
        "Любовь к детям": None,
        "Сертификат CELTA": ("must", "missing"),
        "Знание китайского языка будет плюсом": ("nice", "missing"),
    },
    "cook": {
        "Опыт работы шеф-поваром от 3 лет": ("must", "partly"),
        "Опыт работы су-шефом или поваром от 2 лет": ("must", "met"),
        "Знание технологии приготовления блюд": None,
        "Составление технологических карт": ("must", "met"),
        "Наличие медицинской книжки": ("must", "met"),
        "Знание iiko": ("must", "met"),
        "Знание R-Keeper": ("must", "missing"),
        "Высшее образование": ("must", "partly"),
    },
    "seller": {
        "Опыт продаж от 2 лет": ("must", "met"),
        "Опыт холодных звонков": ("must", "met"),
        "Умение вести переговоры": ("must", "met"),
        "Знание amoCRM или Битрикс24": ("must", "met"),
        "Английский язык Upper-Intermediate": ("must", "missing"),
        "Опыт продаж от года (медицина будет плюсом)": ("must", "met"),
        "Наличие личного автомобиля": ("must", "met"),
        "Высшее образование": ("must", "met"),
        "Опыт работы в банке": None,
    },
    "developer": {
        "Опыт разработки на Java от 3 лет": ("must", "met"),
        "Знание Spring Boot и Kafka": ("must", "met"),
        "Знание Java и Kotlin": ("must", "partly"),
        "Знание PostgreSQL или MySQL": ("must", "met"),
        "Опыт написания unit-тестов": ("must", "met"),
        "Высшее техническое образование": ("must", "met"),
        "Английский не ниже B1": ("must", "met"),
        "Опыт работы с Vaadin": ("must", "missing"),
        "Kubernetes": ("must", "missing"),
        "Опыт в финтехе или банке": ("nice", "met"),
    },
    "nurse": {
        "3+ years of experience as a registered nurse": ("must", "met"),
        "Bachelor's degree in Nursing": ("must", "met"),
        "Fluent in English": ("must", "met"),
        "Fluent in English and French": ("must", "partly"),
        "Experience with injections and wound care": ("must", "met"),
        "Passion for helping people": None,
        "Willingness to work nights": None,
        "Python": ("must", "missing"),
    },
    "engineer": {
        "5+ years of experience in Python development": ("must", "met"),
        "Strong knowledge of Django or Flask": ("must", "met"),
        "Experience with AWS and Terraform": ("must", "met"),
        "Experience with Java": ("must", "missing"),
        "Bachelor's degree in Computer Science": ("must", "met"),
        "Experience with PostgreSQL and MongoDB": ("must", "partly"),
        "Comfortable giving feedback": None,
        "Experience with Kafka": ("nice", "missing"),
        "Docker": ("nice", "met"),
    },
    "electrician": {
        "Опыт работы электромонтёром от 3 лет": ("must", "met"),
        "Умение читать электрические схемы": ("must", "met"),
        "Группа по электробезопасности": ("must", "met"),
        "Ремонт электрооборудования": ("must", "met"),
        "Среднее специальное образование": ("must", "met"),
        "Высшее образование": ("must", "partly"),
        "Водительские права категории B": ("must", "missing"),
        "Знание AutoCAD": ("must", "missing"),
    },
}
