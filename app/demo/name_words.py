"""Given names, second names and family names of many peoples of Indonesia; no full name stands here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameWords:
    """The parts from which names of one people are put together; `families` may be empty where none is used."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    seconds: tuple[str, ...]
    families: tuple[str, ...] = ()
    mononyms: bool = False
    hajj: bool = False
    women_seconds: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_MUSLIM_MEN = _words(
    "Ahmad Abdul Fadli Fauzan Hamzah Haris Hasan Ibrahim Idris Ilham Imran Irfan Iskandar Ismail Kamal"
    " Lukman Mahmud Malik Mansur Muhammad Mukhtar Nashir Rahmat Ridwan Rizal Salman Syafiq Syamsul Taufik"
    " Umar Yahya Yunus Zainal Zaki"
)
_MUSLIM_WOMEN = _words(
    "Aisyah Aminah Annisa Asma Azizah Fadilah Farida Fatimah Halimah Hasanah Humaira Jamilah Khadijah"
    " Laila Latifah Mariam Maryam Nabila Nadia Nur Nurul Rahmah Raihanah Rosida Salma Salsabila Siti"
    " Wardah Yasmin Zahra Zainab Zulaikha"
)

PEOPLES: Mapping[str, NameWords] = {
    "jawa": NameWords(
        men=_words(
            "Agung Bambang Bayu Budi Danang Dwi Eko Gatot Gunawan Hari Heru Joko Mulyono Nugroho Parno Purwanto"
            " Rudi Slamet Sri Sugeng Suparman Supriyadi Suroso Sutrisno Tri Teguh Wahyu Wawan Widodo Yudi Yanto"
            " Paijo Tukiman"
        ),
        women=_words(
            "Ambar Dewi Dyah Endang Ningsih Kartika Lestari Murni Mulyani Rahayu Retno Rini Sri Sulastri Sumarni"
            " Suparti Tri Utami Wahyuni Wulan Yuliani Tumini Painem Sutinah Suryani Hastuti Astuti Indah Puspita"
            " Ratna"
        ),
        seconds=_words(
            "Adi Anggoro Budiono Cahyono Darmawan Gunadi Handoyo Hartono Hidayat Kuncoro Laksono Margono Nugroho"
            " Pambudi Prabowo Pramono Prasetyo Priyono Raharjo Santoso Saputro Setiawan Subagyo Suharjo Susanto"
            " Utomo Wibowo Wicaksono Widjaja Wijayanto Winarno Yulianto"
        ),
        mononyms=True,
        hajj=True,
    ),
    "sunda": NameWords(
        men=_words(
            "Aang Ade Asep Atep Cecep Dadang Dede Deden Dedi Didin Dudung Encep Engkos Entis Iwan Jajang Kosasih"
            " Maman Nana Oman Tatang Tedi Ujang Usep Wahyudin Yayan Yayat Cucu"
        ),
        women=_words(
            "Ai Cucu Dede Elis Enok Entin Euis Iis Iyam Lilis Mimin Neneng Nining Nunung Oneng Rina Tati Teti"
            " Titin Wiwin Yani Yoyoh Yuyun Imas"
        ),
        seconds=_words(
            "Suherman Sutisna Komarudin Hermawan Rustandi Permana Kurnia Sukmana Gumilar Supriatna Hendrawan"
            " Saepudin Mulyana Rohmana Sopandi Nugraha Kusmana Rukmana Setiadi Wiguna Sumarna Juhana"
        ),
        mononyms=True,
        hajj=True,
    ),
    "batak": NameWords(
        men=_words(
            "Binsar Bonar Daulat Edison Gomgom Hotman Jonson Juang Lamhot Luhut Mangara Marihot Maruli Monang"
            " Parlin Parulian Poltak Ramses Robert Saut Sahat Tigor Togar Tumpal Tunggul Viktor"
        ),
        women=_words(
            "Berliana Clara Dormauli Elfrida Hotmaida Herlina Lamria Lasma Lestari Magdalena Marlina Masda Mian"
            " Nurlela Ratna Riris Rosmauli Roslina Rotua Sannaria Sondang Tiur Tiurma Tiarma"
        ),
        seconds=_words("Hasudungan Martua Parulian Halomoan Sahala Partogi"),
        women_seconds=_words("Natalia Uli Maria Christina Oktavia"),
        families=_words(
            "Simanjuntak Sitompul Manurung Siregar Hutabarat Pardede Sinaga Situmorang Nainggolan Sihombing Lubis"
            " Harahap Pasaribu Simatupang Tampubolon Panggabean Hutapea Silalahi Purba Saragih Ginting Tarigan"
            " Sembiring"
        ),
    ),
    "minang": NameWords(
        men=_words(
            "Afrizal Asrul Bustami Edwar Fahmi Gusti Hendri Jasman Nofrizal Rusdi Syafril Syahrul Yondri Zulfikar"
        ),
        women=_words(
            "Desmawati Elmiati Fitria Gusniar Hasni Murniati Nelfi Nofrita Rosmaniar Syamsiar Upik Yusmaniar Yeni"
        ),
        seconds=_words("Chaniago Piliang Koto Tanjung Sikumbang Caniago Jambak Guci Malayu Bodi Pitopang Payobada"),
        mononyms=True,
        hajj=True,
    ),
    "bugis": NameWords(
        men=_words(
            "Ambo Amiruddin Andi Arifuddin Baharuddin Burhanuddin Firman Hamka Haeruddin Jamaluddin Kamaruddin La"
            " Makmur Mappasere Muliadi Nasruddin Rusli Saharuddin Sirajuddin Sulaiman Syarifuddin Tajuddin Usman"
            " Wahyuddin"
        ),
        women=_words(
            "Andi Besse Darmawati Hasmawati Hasnah I Indo Jumriani Kasmawati Marwah Mulyati Nurhayati Nursiah"
            " Nurbaya Rosmiati Rahmatia Sitti Suriani Sumiati Syamsiah Tenri Wahidah"
        ),
        seconds=_words(
            "Mappasessu Mappangara Makkasau Mattalatta Patiroi Palaguna Pawelloi Padjalangi Rajamuda Sallatu"
            " Tahir Tenri Tadjang Tompo Wello Yusran Sessu Rauf Mangkona Mallarangan Lolo Baso Bakka Ampa"
        ),
        mononyms=True,
        hajj=True,
    ),
    "makassar": NameWords(
        men=_words(
            "Abbas Baso Basri Hamzah Jufri Karim Mallombasi Manrapi Nompo Rapi Sampara Saleh Sangkala Sultan Syamsu"
        ),
        women=_words(
            "Basse Caya Habiba Hasnia Jumiati Kanang Ramlah Rosdiana Saenab Salma Sitti Sugira Syamsinar Tija"
        ),
        seconds=(
            "Daeng Ngalle",
            "Daeng Nai",
            "Daeng Bali",
            "Daeng Tayang",
            "Daeng Situju",
            "Daeng Ngasseng",
            "Daeng Lira",
            "Daeng Kanang",
            "Daeng Baji",
            "Daeng Rowa",
            "Daeng Sila",
            "Daeng Tika",
        ),
        hajj=True,
    ),
    "toraja": NameWords(
        men=_words(
            "Agustinus Daniel Dominggus Elias Luther Markus Matius Simon Yakobus Yohanis Yusuf Pither Semuel Tandi"
        ),
        women=_words(
            "Agustina Damaris Debora Elisabet Ester Hermina Lidia Marta Naomi Paulina Rebeka Ribka Yuliana Yosina"
        ),
        seconds=_words("Paembonan Rante Sarira Tandi Bua"),
        families=_words(
            "Allorante Bangapadang Lembangrante Palimbong Pasapan Patandean Rantetana Rumengan Sampebua"
            " Tangdilintin Tandirerung Tikupasang Tandipau Kalaelangi Bunganagara Pongsitammu"
        ),
    ),
    "bali": NameWords(
        men=(
            "I Wayan",
            "I Made",
            "I Nyoman",
            "I Ketut",
            "I Putu",
            "I Kadek",
            "I Komang",
            "Ida Bagus",
            "I Gusti Ngurah",
        ),
        women=("Ni Wayan", "Ni Made", "Ni Nyoman", "Ni Ketut", "Ni Putu", "Ni Kadek", "Ni Komang", "Ida Ayu", "Desak"),
        seconds=_words(
            "Adnyana Arnawa Artha Astawa Dharma Gunarsa Mertayasa Murdana Parwata Sandiasa Sudarma Sukadana"
            " Sukerta Suweca Wirawan Widiana Suardana Rai"
        ),
        women_seconds=_words("Darmini Suryani Ariani Lestari Purnami Astuti Widiasih Suartini"),
    ),
    "betawi": NameWords(
        men=_words(
            "Abdurrahim Ali Amsir Bahrudin Duloh Encang Ibrohim Jaelani Kodir Mahfud Mamat Marullah Naman Rojali Sabeni"
        ),
        women=_words(
            "Aliyah Asnah Fatmah Hindun Juleha Komariah Leha Maimunah Marhamah Mursidah Rodiah Rohaya Saidah Saodah"
        ),
        seconds=_words(
            "Bachtiar Djaelani Sanusi Muchtar Syahroni Zarkasih Mansyur Naih Saabah Rohani Hasbullah Nawawi"
        ),
        mononyms=True,
        hajj=True,
    ),
    "tionghoa": NameWords(
        men=_words(
            "Albert Andreas Anton Benny Calvin Darwin Edwin Felix Hendra Herman Jimmy Kevin Leo Nicolas Steven Willy"
        ),
        women=_words(
            "Angelina Caroline Cindy Evelyn Fenny Grace Jessica Kelly Linda Meilani Melissa Novita Shirley Stella"
            " Vivian"
        ),
        seconds=_words("Christian Putra Surya"),
        women_seconds=_words("Mei Ling Lian Hwa"),
        families=_words(
            "Gunawan Halim Hartanto Kusuma Kosasih Lesmana Limantara Salim Setiabudi Sutanto Tanuwijaya Tanjaya"
            " Wijaya Wirawan Widjojo Suryadinata Hadisurya Kurniadi Budiman Rusli"
        ),
    ),
    "papua": NameWords(
        men=_words(
            "Agustinus Benny Demianus Elieser Frans Hengki Isak Kostan Lambert Marthen Melianus Nataniel Obed"
            " Petrus Yance Yohanes Yulianus Zakeus Yesaya"
        ),
        women=_words(
            "Adolfina Bertha Dina Elsina Fransina Hana Ketsia Lea Maria Novelina Orpa Paskalina Selfina Yakomina"
            " Yuliana"
        ),
        seconds=_words("Theodorus Paulus Eduard Yosep"),
        women_seconds=_words("Maria Yohana Kristina"),
        families=_words(
            "Rumbewas Rumaropen Mandowen Kbarek Wanggai Yarangga Kogoya Wonda Tabuni Gombo Hisage Wetipo Felle"
            " Ohee Ondikleuw Suebu Puraro Mofu Awoitauw Marweri Imbiri Kambu Howay Asso"
        ),
    ),
    "ambon": NameWords(
        men=_words("Alberth Bram Corneles Domi Frangky Glenn Hans Johan Leonard Marcus Nus Oni Piet Robby Semi Yopi"),
        women=_words(
            "Adriana Betty Christina Dolfina Febby Greis Helena Josina Lenny Mathilda Nelly Olivia Rosa Wilhelmina"
        ),
        seconds=_words("Jacobus Petrus Johanis"),
        women_seconds=_words("Maria Elisabeth"),
        families=_words(
            "Latuharhary Lekatompessy Manuhutu Matulessy Noya Pattinama Pattiasina Sahetapy Salampessy Siahaya"
            " Tahapary Tomasoa Tuhumury Wattimena Souisa Luhukay Haurissa"
        ),
    ),
    "minahasa": NameWords(
        men=_words("Alfrets Denny Ferdy Hanny Jantje Jefry Johny Max Novie Rommy Royke Stenly Vecky Wempie"),
        women=_words("Agnes Deisy Feibe Grace Jeane Jolanda Linda Meity Meiske Olga Selvi Sientje Stevany Vonny"),
        seconds=_words("Adrian Julius"),
        women_seconds=_words("Imelda Maria"),
        families=_words(
            "Kawengian Lumempouw Mamahit Mandagi Mangindaan Palandeng Pangemanan Rompas Rumagit Sondakh Tumbelaka"
            " Walangitan Wowor Kaunang Lengkong Mononutu"
        ),
    ),
    "flores": NameWords(
        men=_words(
            "Aloysius Antonius Benediktus Emanuel Fransiskus Gabriel Hironimus Kanisius Laurensius Siprianus"
            " Stefanus Yoseph"
        ),
        women=_words(
            "Agnes Anastasia Bernadeta Elisabeth Fransiska Kristina Margareta Maria Regina Sesilia Theresia Veronika"
        ),
        seconds=_words("Yanuarius Bonifasius Petrus"),
        women_seconds=_words("Maria Goreti"),
        families=_words(
            "Bere Bria Da Hayon Kaha Keraf Koten Lamury Lewar Manek Naben Nahak Seran Tukan Uran Wuwur Taolin Bano"
        ),
    ),
    "melayu": NameWords(
        men=_MUSLIM_MEN,
        women=_MUSLIM_WOMEN,
        seconds=_words(
            "Alamsyah Effendi Fadhil Firdaus Habibi Hakim Hamid Harun Jauhari Kurniawan Lazuardi Mubarak Nasution"
            " Pratama Ramadhan Saputra Siddiq Syahputra Wahab Yusuf Zulkarnain"
        ),
        mononyms=True,
        hajj=True,
    ),
    "dayak": NameWords(
        men=_words(
            "Adrianus Bujang Darius Gerson Hendrikus Jalung Lawing Markus Ngau Petrus Silas Tingai Yansen Yusup"
        ),
        women=_words("Agustina Bulan Dayang Enjung Hermina Lenjau Marsiana Natalia Paulina Rosalia Tipung Usun Yulita"),
        seconds=_words("Ajang Bilung Ding Emang Jau Lian Luhat Njuk Ubung Usat Apui Laing"),
    ),
}
"""Parts of names by people; families and given names are common ones, joined at random."""

TITLES_BEFORE = ("H.", "Hj.", "Ir.", "Drs.", "Dra.", "dr.", "drg.", "Prof.")
TITLES_AFTER = ("S.E.", "S.H.", "S.Kom.", "S.Pd.", "S.T.", "S.Sos.", "M.M.", "M.Si.", "A.Md.", "S.Kep.", "S.Farm.")

COMPANY_WORDS = _words(
    "Bahari Cahaya Cendana Cipta Dirgantara Duta Gemilang Harapan Indah Jaya Karya Kencana Lestari Makmur"
    " Mandiri Mitra Mutiara Nirwana Nusantara Permata Pratama Prima Puncak Rejeki Samudra Sejahtera"
    " Sentosa Sinar Sukses Surya Tirta Timur Utama Wahana"
)
COMPANY_TRADES = (
    "Bangun Persada",
    "Boga Rasa",
    "Elektronik",
    "Farma",
    "Graha",
    "Kontraktor",
    "Logistik",
    "Mebel",
    "Niaga",
    "Otomotif",
    "Perkasa Teknik",
    "Printing",
    "Sarana Laut",
    "Tani",
    "Tekstil",
    "Tour",
    "Usaha Bersama",
)
"""What follows the words of a company's name."""

FAMOUS = frozenset(
    {
        "joko widodo",
        "bambang pamungkas",
        "agung laksono",
        "budi gunadi",
        "siti nurbaya",
        "hotman paris",
        "bambang widjojanto",
    }
)
"""Joined at random these would be well-known people; they are drawn again."""
