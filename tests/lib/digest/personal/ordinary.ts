/** What customers and shops write all day; nothing in it says who anybody is. */

export const INDONESIAN: readonly string[] = `
Halo kak, harga kursi kayu ini berapa ya?
Stok warna hitam masih ada?
Total belanja Rp 1.500.000 sudah termasuk ongkir
Ongkir ke Bandung berapa kak, berat 2,5 kg
Kami buka Senin-Jumat 08.00-17.00, Sabtu 08.00-14.00
Minggu libur ya kak, buka lagi hari Senin jam 9 pagi
Pesanan 10234 sudah dikirim kemarin sore
No order INV-204 belum saya terima
Bisa dikirim hari ini juga? Butuh untuk besok pagi
Jadwal Sabtu 28/11 jam 09.30 masih kosong
Ukuran 38, 39, 40, 41 ready semua
DP 50% dulu, sisanya setelah barang sampai
Transfer 250.000 sudah saya kirim tadi pagi
Harga 150.000-200.000 tergantung ukuran
Promo berlaku 1-31 Desember 2026
Kalau pesan 20 porsi dapat diskon 10%?
Paket umrah Rp 32.500.000 per orang, berangkat 12-03-2027
Cicilan 12x Rp 450.000 tanpa bunga
Barang rusak, saya minta refund 450rb
Tolong cek resi, sudah 5 hari belum sampai
Ukuran 40x60 cm atau 60x80 cm kak?
Tipe A4-2 masih ada stok?
Minimal order 50 pcs, harga 12rb per pcs
Kami tutup jam 21.00, terakhir pesan jam 20.30
Pembayaran bisa transfer, QRIS, atau COD
Garansi 2 tahun untuk mesin, 1 tahun servis
Besok jam 10.00-12.00 teknisi datang
Ada warna merah, biru, hijau, dan putih
Kalau ambil 3 dapat gratis 1
Alamat toko kami dekat pasar, sebelah bank
Bisa reschedule ke hari Rabu pagi?
Nanti sore saya ambil sendiri ke toko
Harga grosir mulai 100 pcs Rp 8.500 per pcs
Kak, foto produknya bisa dikirim?
Yang ukuran L habis, tinggal M dan XL
Terima kasih, barang sudah sampai dengan selamat
Saya Mau pesan 2 box nasi kotak untuk acara besok
Menu hari ini apa saja ya
Ayam goreng 15.000, ayam bakar 18.000, es teh 5.000
Kopi susu 18k, americano 15k, latte 22k
Untuk 100 orang jam 12 siang tanggal 5/12 bisa?
Total $1,250.00 untuk 3 set
Kurs hari ini 15.750 per dollar
Berat bersih 500 gram, kadaluarsa 2027
Proyek selesai akhir bulan depan
Kamar deluxe 2 malam check in 24/12 check out 26/12
Sewa mobil 350rb per hari sudah dengan sopir
Kapasitas 7 orang, bensin tidak termasuk
Kelas mulai tanggal 3 bulan depan jam 7 malam
Biaya pendaftaran 200.000, SPP 500.000 per bulan
Seragam sekolah ukuran 12 ada?
Buku tulis isi 58 lembar 1 lusin berapa?
Kami butuh penawaran harga untuk 500 unit
Faktur pajak bisa menyusul ya
Tempo pembayaran 30 hari setelah barang diterima
Nomor antrian 25, tunggu sekitar 40 menit
Dokter praktek Senin, Rabu, Jumat jam 16.00-20.00
Vaksin tersedia, biaya 300rb
Hasil lab keluar 2 hari kerja
Obatnya diminum 3x sehari sesudah makan
Servis AC 2 unit 1 PK berapa ya
Freon R32 tambah 150rb
Pipa 3 meter, bracket 1 set
Cuci sepatu 35.000 selesai 3 hari
Laundry kiloan 7.000 per kg minimal 3 kg
Express 1 hari jadi 12.000 per kg
Undangan 300 lembar harga 3.500 per lembar
Cetak banner 3x1 meter 60.000
Desain selesai paling lambat lusa
Kue ulang tahun diameter 20 cm 250.000
Tulisan di kue selamat ulang tahun
Ambil kue jam 3 sore ya
Bunga papan 2x1,5 meter Rp 650.000
Tanaman hias pot besar masih ada?
Pupuk 25 kg 1 karung berapa
Semen 40 kg 65.000 per sak
Pasir 1 truk 1,2jt
Besi 10 mm 12 meter 85.000
Cat tembok 5 kg warna putih 150rb
Keramik 60x60 motif kayu per dus 120.000
Kayu jati ukuran 5x7 panjang 4 meter
Jasa pasang 75.000 per meter
Survey lokasi gratis untuk area kota
Jarak 12 km dari gudang kami
Pengiriman pakai truk, bongkar sendiri
Estimasi tiba 2-3 hari kerja
Lewat tol sekitar 2 jam
Stok gudang 1.250 unit
Restock tanggal 15 bulan ini
Pre order 14 hari kerja
Kode promo HEMAT50 masih berlaku?
Voucher potongan 25rb minimal belanja 200rb
Poin saya ada 1.200, bisa ditukar apa?
Mesin cuci 8 kg 2 tabung
Laptop RAM 16GB SSD 512GB
HP layar 6,5 inci baterai 5000 mAh
Kamera 108MP, garansi resmi
Charger 65W type C ready
Kabel HDMI 5 meter 45.000
Printer bisa wifi? tinta warna 4 botol
Kursus bahasa 24 kali pertemuan
Kuota tinggal 4 kursi
Ujian tanggal 10 Januari 2027 jam 08.00
Wisuda bulan Februari, sewa toga 100rb
Tanah 120 m2, bangunan 90 m2, 3 kamar
Harga rumah 850 juta nego
KPR 15 tahun cicilan 6,2 juta
Listrik 2200 watt, air PDAM
Apartemen lantai 12 tower B
Kos putri 800rb per bulan, kamar mandi dalam
Parkir mobil 5.000 per jam
Tiket 75.000, anak di bawah 5 tahun gratis
Jam kunjungan 09:00 - 17:00 setiap hari
Rombongan 40 orang dapat diskon 15%
Bus 2 unit, berangkat jam 05.00
Makan siang prasmanan 45.000 per orang
Snack box isi 3, 12.500 per box
Nasi tumpeng untuk 20 orang 600.000
Catering harian 25.000, minimal 10 porsi
Pedas level 3 ya kak
Tanpa gula, es sedikit
Meja nomor 7, 4 orang
Reservasi untuk 19.00 malam ini
Gelas plastik 16 oz 1 dus isi 1000
Kemasan 250 ml, 500 ml, dan 1 liter
Sabun cair 5 liter 55.000
Masker isi 50, hand sanitizer 500 ml
Baju batik lengan panjang ukuran XL
Celana jeans 32, 34, 36
Kain 2,5 meter lebar 150 cm
Jahit 3 stel selesai minggu depan
Jilbab segi empat warna mocca
Sandal nomor 42 kosong, 41 ada
Emas 5 gram hari ini berapa
Cincin ukuran 14 berat 2 gram
Asuransi mobil premi 3,5 juta per tahun
Pajak motor 250rb, ganti plat 5 tahun
Servis rutin 10.000 km
Ban 195/65 R15 empat buah
Oli 4 liter ganti filter 350.000
Cuci mobil 40rb, poles 400rb
Kirim lewat ekspedisi ya, jangan ojek
Resi belum update sejak kemarin
Bisa minta nota untuk 3 barang tadi?
Uang kembali masuk 7 hari kerja
Kami tunggu konfirmasi sampai jam 15.00
Siap, dicatat untuk tanggal 21/11/2026
Baik kak, dana sudah kami terima
Hari apa tokonya tutup?
Untuk sekolah kami butuh 200 kursi
Faktur INV/2026/11/0012 sudah dibayar
PO-2026-0113 kapan dikirim?
Order ORD-20261121-15 belum sampai
Ready ukuran 36 37 38 39 40 41
Jam 10:00/13:00/16:00 bisa pilih
Panjang 1.5, 2.5, 3.5, 4.5 meter
Cuti bersama 24/12/2026-02/01/2027
`
  .trim()
  .split("\n");

export const ENGLISH: readonly string[] = `
Hi, how much is the oak table?
Do you still have the blue one in stock?
The total is $1,250.00 for 3 sets
Is shipping to London included in the price?
We are open Monday to Friday 9:00-17:30, Saturday 10:00-14:00
Closed on Sunday, open again on Monday at 9 am
Order 10234 was shipped yesterday afternoon
I have not received invoice INV-204 yet
Can you deliver today? I need it for tomorrow morning
Is the slot on 28/11 at 09:30 still free?
Sizes 6, 7, 8 and 9 are available
We take a 50% deposit, the rest on delivery
I paid 250.00 this morning by bank transfer
Prices from $150 to $200 depending on size
The offer is valid until 31 December 2026
Do I get a discount if I order 20 portions?
The package is $3,250 per person, leaving on 12-03-2027
12 monthly payments of $45 without interest
It arrived broken, I would like a refund of $45
Could you check the parcel, it has been 5 days
Is it 40x60 cm or 60x80 cm?
Is type A4-2 in stock?
Minimum order is 50 pieces at $1.20 each
The kitchen closes at 21:00, last orders at 20:30
You can pay by card, cash or transfer
It has a 2 year warranty and 1 year of service
The technician comes tomorrow between 10:00-12:00
We have red, blue, green and white
Buy 3 and get 1 free
The shop is near the market, next to the bank
Could we move it to Wednesday morning?
I will pick it up myself this afternoon
Wholesale starts at 100 pieces
Can you send a photo of the product?
Size L is sold out, only M and XL left
Thank you, everything arrived safely
I am Looking for the larger one
What is on the menu today?
Chicken is $12, fish is $14, tea is $3
A latte is 4.50, an espresso 2.80
Can you do lunch for 100 people at 12 noon on 5/12?
Today's rate is 1.0850 for the euro
Net weight 500 grams, best before 2027
The project ends next month
Deluxe room, 2 nights, check in 24/12, check out 26/12
Car rental is $35 per day with a driver
It seats 7, fuel is not included
Classes start on the 3rd at 7 pm
Registration is $20 and the fee is $50 a month
Do you have the school uniform in size 12?
How much are a dozen notebooks with 58 pages?
We need a quote for 500 units
Can the tax invoice follow later?
Payment is due 30 days after delivery
You are number 25, please wait about 40 minutes
The doctor is in on Monday and Friday from 16:00-20:00
The vaccine is available for $30
Results take 2 working days
Take it 3 times a day after meals
How much to service 2 air conditioners?
Gas refill is $15 more
We need 3 metres of pipe and 1 bracket
Shoe cleaning is $3.50 and takes 3 days
Laundry is $0.70 per kg, at least 3 kg
The express service is 1 day
300 invitations at $0.35 each
A 3x1 metre banner is $6
The design is ready by Friday at the latest
A 20 cm birthday cake is $25
Please write happy birthday on the cake
I will collect the cake at 3 pm
Flowers for 2 tables, about $65
Are the large pots still available?
How much is a 25 kg bag of fertiliser?
Cement is $6.50 per 40 kg bag
One truck of sand is $120
Steel bars, 10 mm, 12 metres
White wall paint, 5 kg
Tiles 60x60 with a wood pattern
Teak boards 5x7, 4 metres long
Installation is $7.50 per metre
The survey is free in the city
It is 12 km from our warehouse
We deliver by truck, you unload
It takes 2-3 working days
About 2 hours by the highway
We have 1,250 units in the warehouse
The restock is on the 15th
Pre-orders take 14 working days
Is the code SAVE50 still valid?
The voucher is $5 off orders over $40
I have 1,200 points, what can I get?
Washing machine, 8 kg, front loader
Laptop with 16GB RAM and 512GB SSD
6.5 inch screen, 5000 mAh battery
108MP camera with official warranty
The 65W charger is ready
A 5 metre cable is $9
Does the printer have wifi?
The course has 24 lessons
Only 4 seats are left
The exam is on 10 January 2027 at 08:00
Graduation is in February, the gown is $10
The house has 3 bedrooms and 90 m2
The asking price is $85,000
A 15 year loan at 6.2 percent
The flat is on floor 12 of tower B
The room is $80 a month with its own bath
Parking is $2 per hour
Tickets are $7.50, children under 5 are free
Visiting hours are 09:00 - 17:00 every day
Groups of 40 get 15% off
Two buses leave at 05:00
The lunch buffet is $15 per person
A snack box with 3 items is $4
Dinner for 20 people would be $300
Daily catering needs 10 portions or more
Medium spicy, please
No sugar and little ice
Table 7 for 4 people
A reservation for 19:00 tonight
Paper cups, 16 oz, 1000 per box
We have 250 ml, 500 ml and 1 litre
5 litres of soap for $6
Masks in boxes of 50
A long-sleeved shirt in XL
Jeans in 32, 34 and 36
2.5 metres of cloth, 150 cm wide
Three suits, ready next week
The mocha coloured scarf please
Sandals in 42 are sold out, 41 is there
What is 5 grams of gold today?
A ring in size 14
Car insurance is $350 a year
The road tax is $25
Regular service at 10,000 km
Four tyres 195/65 R15
4 litres of oil and a new filter
Car wash $4, polish $40
Please send it by courier
The tracking has not changed since yesterday
Could I have a receipt for the 3 items?
The refund takes 7 working days
We hold it until 15:00
Noted for 21/11/2026
We will mark it as paid, thanks
The bill may come in June
Grace period is 30 days
I hope the rose bushes are still for sale
Invoice INV-2026-00123 is paid
When does PO-2026-0113 ship?
We have 100, 200, 500, 1000 ml bottles
Closed from 24/12/2026-02/01/2027
Shows at 10:00/13:00/16:00 daily
I was born to shop at your store
The pin costs 2 dollars, 100 pcs please
Walk along the road for 5 minutes
`
  .trim()
  .split("\n");

/** Customers of other conversations; some are called like everyday words. */
export const NAMES_OF_OTHERS: readonly string[] = [
  "Hari Dana",
  "Sekolah Harapan",
  "Toko Sumber Rejeki",
  "Will Grace",
  "Mark Bill",
  "May Rose",
  "Hope",
  "Bunga Indah",
  "Bintang Cahaya",
  "Ali",
  "Rina Wulandari",
  "Budi Santoso",
  "Siti Aminah",
  "Dewi Lestari",
  "Agus Setiawan",
  "Putri Ayu",
  "John Carter",
  "Anna Lee",
  "Kamal",
  "Lia",
  "Ana",
  "Ria",
  "Nia Kurnia",
  "Joko",
  "Adi",
];
