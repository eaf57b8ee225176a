//! The words beside phone numbers, folded.

/// Words that say that a number is a phone's.
pub(super) fn is_label(word: &str) -> bool {
    stands_in(LABELS, word)
}

/// Words that may stand between such a word and its number.
pub(super) fn is_between(word: &str) -> bool {
    stands_in(BETWEEN, word)
}

/// Words before a number that say that it is none.
pub(super) fn is_no_phone(word: &str) -> bool {
    stands_in(NO_PHONE, word)
}

/// Words between the number of one phone and the next.
pub(super) fn is_and(word: &str) -> bool {
    stands_in(AND, word)
}

fn stands_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

const LABELS: &str = "\
    tel tels telf tlf tfno telefono telefonos telefone telefones telefon telephone telephones tele phone phones ph \
    mobile mob cell cellphone cel celular celulares movil portable gsm fax telefax whatsapp whatsap wasap watsap \
    wa signal telegram viber hotline helpline call calling llamar llame llamando appeler appelez ligue ligar fone \
    sms handy mobil rufnummer notruf тел телефон телефону моб мобильныи вотсап ватсап факс هاتف الهاتف تليفون \
    تلفون جوال موبايل واتساب واتس فاكس تلفن واتساپ फोन मोबाइल ফোন โทร 电话 電話 手机 手機 传真 전화 telepon hp simu bel \
    telefoon contact contacto contato kontakt تماس للتواصل";

const BETWEEN: &str = "\
    no nr num number numbers numero numeros nos n us at on is the al a au le o el es to and or y ou e para \
    whatsapp office line nummer номер горячеи линии رقم على via by text anonymous de la unter ao pelo por";

const NO_PHONE: &str = "\
    no nr num number numero n ref reference referencia case caso cases expediente causa radicado id isbn issn iban \
    account cuenta conta compte docket file dossier resolution resolucion article articulo art law ley lei loi \
    decree decreto index ua version doi processo proceso petition application complaint warrant invoice";

const AND: &str = "\
    y o e and or ou et und oder и или و او";
