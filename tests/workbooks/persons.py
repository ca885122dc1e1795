"""Names and numbers of persons, all invented or long dead, and texts of offices that read like them and name nobody."""

_NAMES = """
le minh duc|vo van hoan|le thi trang|Nguyen Van Thu|tran quoc toan|pham thu ha|do van an|ho thi may|DINH THI BICH|Huynh Tan Phat
ly thi lan|bui xuan phai|Lê Minh Đức|Võ Văn Hoan|lê minh đức|võ văn hoan|ĐỖ THỊ NÔNG|Y Blan|A Rih|y hlu
a dam|Rơ Châm Thử|ksor h mau|siu black|Rmah Thu|kpa ninh|dang tien dong|duong thi my|ngo bao chau|NGO DINH NAM
cao ba quat|mai thuc loan|dao duy tu|to huu bang|chau thi vinh|ha van tan|lam quang my|ta minh tam|luong van can|trieu thi trinh
thach sanh|vi van dinh|lo thi mai|cam ba thuoc|nong duc manh|hoang van thu|Phùng Khắc Khoan|vuong dinh hue|tong duy tan|quach thi trang
thai thi lien|kieu cong tien|tang bat ho|nghiem xuan yem|luu quang vu|ton duc thang|doan thi diem|trinh cong son|truong vinh ky|phan boi chau
vu dinh long|la van cau|giang a phao|thao a sung|vang thi mi|sung a pao|ong nguyen van b|ba tran thi c|chi hoa dang|anh le tuan
Nguyễn Thị Kín Đáo|Trần Văn Lặng Lẽ|Phạm Thị Riêng Tư|nguyen thi minh khai|le van thu|do thi hoa|ho van sang|vo thi sau|Đặng Thùy Trâm|DANG THUY TRAM
Bùi Thị Xuân|ông Lê Văn Tám|Bà Nguyễn Thị Định|Hồ Xuân Hương|hồ xuân hương|HO XUAN HUONG|Ngô Tất Tới|ngo tat toi|Đinh Núp|dinh nup
Trương Đỉnh Nhị|truong dinh nhi|Dương Văn Nga|Lý Tự Nhẫn|ly tu nhan|Lương Thế Vinh|luong the vinh|Mai An Tiêm|Đào Tấn|dao tan
Trịnh Kiểm|Lâm Vĩnh Mậu|Tạ Uyên|ta uyen|Cao Thắng|cao thang|Châu Văn Liêm|Hà Huy Tập|ha huy tap|Quách Văn Phẩm
Tống Văn Trân|Tô Hiệu|to hieu|Triệu Quang Phục|Nông Văn Dền|Lò Văn Giá|Vàng A Dính|Giàng Thị Sua|Lầu A Páo|Hạng Mí De
Thái Thị Phiên|thai thi phien|Kiều Phú|kieu phu|Tăng Thị Trinh|Khổng Minh Khang|Vương Thúc Mậu|Lưu Đình Chất|Nghiêm Toản|Vi Thị Hoa
Nguyen-Van-A|tran.van.b|LE_THI_C|Phan Đình Phùng|phan dinh phung|Y Ngông Niê|A Sanh|Siu Pui|Nay Der|Rơ Lan H Mẫu
"""
_NUMBERS = """
062085001234|0620 8500 1234|062.085.001.234|'062085001234|062 085 001 234|062-085-001-234|CCCD: 062085001234|001099012345|079 201 004 567|051185000321
CMND 233123456|CMND: 233 123 400|cmtnd số 145678912|Số CCCD 068 090 123 456|Căn cước công dân: 064300001111|số chứng minh 231 456 789|030-204-000-999|cmnd:212.345.678|038087006543|049192003210
0905123456|0905 123 456|0905.123.456|+84 905 123 456|'0905123456|ĐT: 0905-123-456|84905123456|(0260) 3862 123|0260-3862123|0260.3.862.123
0987 65 43 21|sđt 0398765432|Liên hệ: 0914 112 233|điện thoại 0772 345 678|0 9 0 5 1 2 3 4 5 6|DĐ 0868.555.444|Zalo 0355-123-987|ĐT cơ quan: 02603 824 567|gọi 0935.111.222|0812345678
"""
_CARDS = """
233123456|233123400|145678912|231456789|212345678|341298765|224567891|179201456|233 123 456|145 678 912
'231456789|062085001234|62085001235|233123457|205998877|164432109|230911245|101234567|233-123-456|186 543 217
"""
_TEXTS = """
Xã Đăk Nên|Xã Măng Đen|Thị trấn Măng Đen|Xã Kon Plông|Thôn Kon Plông|Huyện Kon Plông|Tỉnh Kon Tum|Tổng cộng|TỔNG CỘNG|Toàn huyện
Tổng số hộ nghèo|Số hộ cận nghèo|TỶ LỆ HỘ NGHÈO|DÂN TỘC|a) Hộ nghèo|A. Hộ nghèo|Hộ có đất|ho ngheo|ho can ngheo|TONG SO HO NGHEO
Cao nhất|cao nhat|Hồ chứa nước|ho chua nuoc|Mai táng phí|mai tang phi|Đào tạo nghề|dao tao nghe|Văn bản số 12|van ban so 12
Y tế|y te|Phân tích|phan tich|Phân loại|phan loai|Phân bổ vốn|phan bo von|Lương thực|luong thuc
Lâm nghiệp|lam nghiep|Hạ tầng kỹ thuật|ha tang ky thuat|thi tran|thi xa|Đô thị nông thôn|do thi nong thon|Đường giao thông|duong giao thong
Tổ dân phố|to dan pho|Văn phòng|van phong|Đăng ký|dang ky|Đảng ủy|dang uy|Tờ trình số 5|to trinh so 5
Quyết định 1234/QĐ-UBND|quyet dinh 1234 QD UBND|1234/QĐ-UBND|12/2023/QĐ-UBND|2324/QĐ-TTg|Nghị quyết 1677/NQ-UBTVQH15|NQ 1677|Nghị định 07/2021/NĐ-CP|Thông tư 07/2021/TT-BLĐTBXH|Công văn số 56/UBND-VX
31/12/2023|ngày 31 tháng 12 năm 2023|từ 01.01.2024-31.12.2024|01/01/2024 - 30/06/2024|6 tháng đầu năm 2024|Quý III năm 2024|Năm 2023|nam 2024|Tháng 9/2024|2021-2025
1.731|22,38%|0,61|1.731.000|7.281.000.000|1 234 567 890|233.123.000|23452|613|(1) (2) (3)
Biểu số 05|bieu 05|Bieu 05 Hieu|Phụ lục I|phu luc 2|Mẫu số 7.4|mau 01|Bảng 1|Sheet1|Trang tính1
Báo cáo hộ nghèo 2024|bao cao ho ngheo 2024|BC giảm nghèo 2024|UBND xã Măng Đen - báo cáo hộ nghèo 2024|UBND xã Hiếu|ubnd xa hieu bao cao quy 3|Kết quả rà soát|ket qua ra soat 2023|Tổng hợp toàn huyện|tong hop toan huyen
Số liệu đất đai|so lieu dat dai|Nhu cầu hỗ trợ đất ở|nhu cau ho tro dat o|Kế hoạch vốn 2024|ke hoach von 2024|Giải ngân vốn|giai ngan von|von 1719 nam 2024|vốn sự nghiệp
Danh sách xã|danh muc xa|DS xa|Bản cuối|ban cuoi 2|Bản sao|ban sao|Gửi lại lần 2|gui lai lan 2|bo sung
Sơ bộ|so bo|Chính thức|chinh thuc|Dự thảo|du thao|Thuyết minh|thuyet minh|Hướng dẫn|huong dan
final|copy of report|report 2024|data v2|poverty 2024|land households|dat v2|dat (1)|minh-hoa-dat|minh-hoa-phan-tich
Khu vực I|khu vuc nong thon|xã khu vực III|Thôn đặc biệt khó khăn|dan toc thieu so|DTTS|HN-HCN|hn hcn 2023|LĐTBXH|KQRS
Thoát nghèo|thoat ngheo|Tái nghèo|tai ngheo|Phát sinh mới|phat sinh moi|Nguyên nhân nghèo|nguyen nhan ngheo|Chiều thiếu hụt|thieu hut
Nước sạch|nha tieu|Nhà ở|nha o|Bảo hiểm y tế|bao hiem y te|Việc làm|viec lam|Trường học|truong hoc
Trạm y tế|tram y te|05 06 07 08 09 10|Ký, ghi rõ họ tên|Đơn vị tính: triệu đồng|Người lập biểu|TM. ỦY BAN NHÂN DÂN|Ghi chú|ghi chu
Hộ gia đình|Số khẩu|so khau|Bình quân|binh quan|Diện tích|dien tich|Đất sản xuất|dat san xuat|nguyen nhan|pham vi
"""


def _listed(text: str) -> list[str]:
    return [each for each in text.replace("\n", "|").split("|") if each]


NAMES, NUMBERS, CARDS, TEXTS = map(_listed, (_NAMES, _NUMBERS, _CARDS, _TEXTS))
