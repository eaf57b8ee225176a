//! What happened to whom, in words that many languages have: the vocabulary of the field as concepts. Titles without a
//! name meet across languages in these.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::fold;

/// Letters of the longest stem that is looked for.
const LONGEST: usize = 12;
/// Letters of the shortest stem.
const SHORTEST: usize = 3;

/// Concepts that half of all reports have. Each row holds words of many languages; `-` stands for any ending.
const COMMON: [&str; 34] = [
    "arrest- detain- detention- jail- custody imprison- prison- inmate- detenid- detien- detenc- encarcel- carcel- capturan capturado- preso presos presa presas arret- detenu- incarcer- interpell- emprisonn- ecrou- detid- prisao prisoes cadeia اعتقال- معتقل- احتجاز- محتجز- توقيف- موقوف- سجن- سجين- سجون سجناء حبس- محبوس- اعتقلت اعتقلته арест- задерж- тюрьм- колони- gozalti- tutuklan- بازداشت زندان",
    "police officers policia- policier- policiais policial agentes gendarm- carabiner- شرطه الشرطه شرطي полици- polis-",
    "court courts trial trials juicio juicios proces julgament- محاكمه- judge judges judicial justice tribunal- juge juges juez jueza jueces juiz juiza juizes juicio- justicia magistrad- magistrat- محكمه محاكم- قاض قاضي قضاه قضاء قضائ- суд суда суде судья mahkeme- دادگاه",
    "activist- defender- campaigner- defensor- defenseur- defenseuse- activista- militant- ativista- ناشط- ناشطون ناشطين نشطاء مدافع- активист- правозащит-",
    "kill- murder- assassin- asesin- slain homicid- matan mataron mata matou mort morte mortes morts mortos muert- tue tues tuee tuees meurtr- abatt- assassinad- dead death deaths قتل مقتل قتلت قتلوا اغتيال- مقتول- убит- убийств-",
    "threat- amenaz- menac- ameac- تهديد- يهدد- تهدد- مهدد- угро- угрож-",
    "protest- demonstrat- manifest- marched marcha marchas marche marches vigil- تظاهر- متظاهر- مظاهر- احتجاج- محتج- مسيره протест-",
    "attack- assault- ataque- atacan atacad- atacar- attaqu- agress- agred- agredi- beaten golpe- هجوم هجمات اعتداء هاجم- нападен- напали",
    "law laws bill bills legislat- ley leyes loi lois lei leis قانون- قوانين закон-",
    "government- ministr- ministeri- gobiern- gouvern- governo- وزار- وزير حكوم- правительств-",
    "women woman mujer- femme- mulher- نساء امراه نسائ-",
    "communit- comunidad- communaut- comunitari-",
    "injur- wounded wounds herid- blesse- ferid- جرح- جريح اصابه اصيب- ранен-",
    "leader- lider- dirigent- chef chefs cacique- jefe jefes زعيم- قياد-",
    "investigat- investig- enquet- inquerit- تحقيق-",
    "concern- worried worry alarm- preocup- inquiet- inquietud- قلق- обеспоко-",
    "call calls called urge urges urged exhort- pide piden pedimos pedido- exig- appel- demand- apela- pede pedem دعوه يدعو تدعو ندعو يطالب- تطالب- مطالب- призыва-",
    "statement- declarac- declarat- communique- comunicado- pronunciamiento- بيان заявлени-",
    "joint jointly conjunt- conjoint- مشترك-",
    "right rights derecho- droit droits direito- حق حقوق حقوقي- прав права",
    "condemn- denounc- denunc- denonc- repudi- تستنكر يستنكر تندد يندد استنكار осужда-",
    "authorit- autorid- autorit- سلطات سلطه власт-",
    "people person persons persona personas personne- pessoa- gens شخص اشخاص люд-",
    "year years ano anos an ans annee- سنه سنوات سنتان سنتين عام عامين اعوام год лет",
    "month months mes meses mois شهر اشهر شهور شهرين месяц-",
    "day days dia dias jour jours journee- يوم ايام день дней",
    "report reports reported informe informes rapport- relatorio- تقرير تقارير доклад-",
    "victim- vitima- ضحاي- ضحيه жертв-",
    "civilian- civil civiles civils civis مدني- مدنيين",
    "president- رئيس президент-",
    "harass- hostig- harcel- acoso acosa- acosad- assedi- intimid- مضايق- ترهيب",
    "violen- عنف насили-",
    "condition- condicion- condic- ظروف услови-",
    "night nights nighttime noche noches nuit nuits noite noites ليل ليله ليلا",
];

/// Concepts that tell one report from another.
const TELLING: [&str; 222] = [
    "journalis- reporter- reportera- periodis- jornalis- media medias medios press prensa presse imprensa correspond- صحفي- صحافي- صحاف- اعلام- журналист- gazeteci- خبرنگار",
    "newspaper- newsroom- periodico- journal journaux redaction redaccion jornal jornais صحيف- صحف газет-",
    "radio radios broadcaster- emisora- emetteur- emissora- اذاع- радио",
    "lawyer- attorney- abogad- avocat- advogad- محام- محامي- адвокат- avukat- وکیل",
    "doctor doctors physician- nurse nurses medico medicos medica medicas medecin- infirmier- enfermer- طبيب- اطباء ممرض- врач-",
    "hospital- hopita- مستشف- больниц-",
    "teacher- docente- maestr- profesor- enseignant- enseignement professeur- professor- معلم- مدرس مدرسين مدرسون учител- ogretmen- معلم",
    "school schools schoolhouse escuela- escola- ecole- مدرسه مدارس школ-",
    "student- estudiant- etudiant- طالب طالبه طلاب طلبه طالبات студент- ogrenci-",
    "universit- universid- campus جامعه جامعات جامعي-",
    "worker- trabajador- travailleu- trabalhador- ouvrier- obrer- operari- dockworker- عامل عامله عمال عاملات рабоч- کارگر",
    "union unions unionist- sindica- syndica- نقاب- профсоюз-",
    "strike strikes striking striker- huelga- huelguist- greve- grevist- paro اضراب- مضرب- يضرب- забастов-",
    "hunger hambre faim fome جوع طعام голодов-",
    "miner miners mine mines mining mineri- minero- minera- mina minas minier- mineur- mineiro- mineira- garimp- orpaill- منجم مناجم تعدين شахт-",
    "fisher- fishing fishermen pescador- pesca pecheu- peche صياد- صيد",
    "farmer- farming peasant- campesin- agricult- paysan- campones- lavrador- cultivat- مزارع- فلاح-",
    "land lands tierra- terre terres terra terras territor- اراضي ارض اقليم земл-",
    "evict- desaloj- expuls- expel- despej- displac- desplaz- desloc- deport- ترحيل- يرحل- تهجير طرد تطرد يطرد اخلاء نازح- ابعاد выселен- депорт-",
    "demol- bulldoz- derrib- هدم هدمت تهدم",
    "home homes house houses hogar- casa casas viviend- maison- domicile- logement- moradia- residenc- منزل- منازل- بيت بيته بيتها بيوت дом домов",
    "burn- burnt arson- torched quema- queim- brule- brula- incendi- احراق حرق- حريق احرق-",
    "shot shots shoot- gunshot- gunfire ammunition dispar- balaz- balea- tiro tiros tirote- tirs tire fusill- atira- atiram alvej- رصاص- نار النار стрел-",
    "gunmen gunman armed armado armados armada armadas arme armes pistoler- sicario- مسلح- вооруж-",
    "soldier- troops military army soldad- militar- ejercito- soldat- militair- armee exercit- جيش جنود جندي عسكر- солдат- военн-",
    "abduct- kidnap- seize seized secuestr- sequestr- raptad- rapto enlev- خطف- اختطاف- مختطف- اختطف- похищ-",
    "disappear- missing desapar- disparu- disparition- اختفاء- مختف- مفقود-",
    "tortur- maltrat- تعذيب пытк-",
    "execution- executed executes ejecuc- ejecut- execuc- executad- pendaison- gallows forca اعدام- казн- اعدام",
    "sentenc- convict- condamn- conden- guilty coupable- culpable- culpad- verdict- حكم- ادان- يدان ادين приговор-",
    "acquit- absuel- absol- relaxe- تبرئه براءه يبرئ تبرئ-",
    "charged charges indict- inculp- imputa- acusa- accus- تهمه تهم اتهام- متهم- обвин-",
    "releas- freed free libre libres liberad- liberat- liberte liberdade libertad libertado- libertada- libere- absuelt- الافراج افراج افرج سراح освобо-",
    "upheld uphold- confirm- ratif- تؤيد يؤيد تاييد",
    "nationality citizenship- nacionalidad- nationalite- nacionalidade- cidadan- ciudadan- apatrid- stateless denaturali- جنسيه جنسيته بدون",
    "ban banned bans prohib- interdi- interdit- proib- حظر منع يمنع تمنع ممنوع-",
    "travel viaj- voyag- viag- سفر",
    "exile- exili- exilio exil منفى",
    "refugee- refuge refugi- migrant- asylum asilo asile لاجئ- لاجئين مهاجر- لجوء",
    "child children minors nino ninos nina ninas enfant- crianc- menores infan- طفل اطفال قاصر-",
    "youth- young youngster- joven jovenes jeune- jovem jovens شباب شاب شبان молод-",
    "indigen- autochton- aborig- tribal- اصليين اصليه",
    "water agua eau eaux ماء مياه",
    "forest- bosque- foret- florest- deforest- غابات غابه",
    "dam dams represa- barragem barragens barrage hidroelectr- hydroelectr- سد سدود",
    "gas gaz غاز",
    "oil petrol- petrole- نفط- нефт-",
    "fuel combustible- carburant- combustive- وقود",
    "compan- corporat- empresa- entreprise- شركه شركات",
    "wage wages salar- sueldo- salaire- unpaid اجور- اجورهم اجورهما راتب رواتب зарплат-",
    "cost price prices chere cara carestia precio- preco- prix غلاء اسعار",
    "election- electoral eleccion- eleic- electora- ballot- انتخاب- выбор-",
    "electric- eletric- كهرب-",
    "parliament- lawmaker- mp mps deput- diputad- congreso congress asamblea- parlement- parlament- senat- برلمان- نواب",
    "draft- proyecto- projet- projeto- project- anteproyecto- مشروع-",
    "reform- اصلاح-",
    "vote votes voting votar- voter votac- يصوت تصويت",
    "internet online cyber- ciber- digital- numeri- انترنت الكترون-",
    "tweet- tuit- facebook video videos تغريد- منشور- فيديو",
    "shut shutdown shuts closed closure closes cierra- cierre- clausur- fermetur- fermee- fecha- اغلاق- يغلق",
    "organis- organiz- ngo ngos ong ongs nonprofit منظمه منظمات",
    "association- asociacion- associac- جمعيه جمعيات",
    "funding funds financ- financiac- foreign- تمويل-",
    "permit- permis permission- licenc- autoris- autoriz- permiso- ترخيص- تصريح разрешен-",
    "assembly assemblies reunion- tajammu تجمع-",
    "church- iglesia- eglise- igreja- pastor- priest- pretre- padre كنيسه كنائس قس",
    "mosque- mezquita- mosquee- mesquita- imam- مسجد امام",
    "monk monks monje- moine- monge-",
    "lgbt- gay gays lesb- homosex- queer transgender transexual- transgenre- مثلي-",
    "sexual- sexuel- sexuais sexuel- rape raped rapist- violee- estupr- اغتصاب جنسي-",
    "poet poets poem- poeta- poema- poete- poesie شاعر- شعراء",
    "writer- novelist- escritor- ecrivain- autor autora كاتب كاتبه كتاب",
    "singer- rapper- musician- cantant- musico- chanteu- musicien- cantor- مغني- فنان-",
    "blogger- bloguer- blogueu- مدون- блогер-",
    "opposition- oposit- opposant- oposic- معارض-",
    "bomb- airstrike- explos- grenad- granad- قصف تفجير- انفجار- غاره غارات",
    "drone drones",
    "acid acide acido كислот- кислот-",
    "block blocks blocked blockade- bloque- bloqu- bloquei-",
    "road highway- carreter- rodovi- route autoroute طريق",
    "fence fences cerca valla cloture- alambrad-",
    "tent tents camp camps encampment- campament- acampament- tente tentes tiendas خيمه خيام خيامهم مخيم-",
    "municip- ayuntamiento- mairie- prefeitura- alcald- mayor mayors بلديه",
    "prosecut- fiscal- procureur- procuradur- promotor- نيابه مدعي прокур-",
    "warrant- mandat mandado مذكره",
    "insult- offend- injure- ofens- outrage- اهانه- اساء-",
    "defam- difam- diffam- calumn- libel- تشهير قذف",
    "terror- ارهاب-",
    "royal- royalist- monarch- majeste majestad majestade king roi rey ملك ملكي-",
    "cancer- oncolog- سرطان- chemotherap- quimioterap-",
    "medical- medicin- traitement- tratamiento- tratamento- treatment- علاج- medicament-",
    "slave slavery esclav- escrav- عبوديه",
    "sugar- azucar- sucre acucar cana cane canne ingenio- سكر",
    "recruit- reclut- recrut- تجنيد",
    "suspect- sospech- suspeit- مشتبه- подозрева-",
    "corrupt- corrup- brib- soborn- suborn- فساد رشوه",
    "raid- search- allana- perquisi- registro busca- مداهم- اقتحام اقتحم- يقتحم- обыск-",
    "bullet bullets bala balas balle balles رصاصه",
    "solitary isolement aislamiento isolamento انفرادي-",
    "widow- viuda- viuva- veuve- ارمله",
    "family families famili- famill- عائله عائلات اسره اسر اسرهم اسرته اسرتها",
    "village- aldea- poblado- vilarejo- قريه قرى",
    "festival- conference- concert- exhibition- conferenc- exposic- مهرجان مؤتمر",
    "mother- madre- mere mothers mae maes ام امهات والدته والده",
    "father- padres pere peres pai اب والد",
    "son sons daughter- hijo- hija- fils fille filles filho- filha- ابن ابنه ابناء",
    "brother- sister- hermano- hermana- frere soeur irmao irma irmaos شقيق- اخ اخت",
    "wife husband- spouse- esposa- esposo- marido- epouse epoux mari زوج زوجه زوجته زوجها",
    "marriage- marry- wedding- boda- bodas matrimoni- mariage- casamento- زواج زفاف",
    "photograph- photo- foto fotos fotograf- صوره صور مصور- фото-",
    "fine fined multa- multad- amende- غرامه",
    "boat boats ship ships vessel- bote botes barco- barca- bateau- pirogue- navire- navio- قارب قوارب سفينه",
    "border- frontera- frontiere- fronteira- حدود",
    "airport- aeropuerto- aeroport- aeroporto- مطار",
    "embassy embajada- ambassade- embaixada- ambassad- سفاره سفير",
    "passport- pasaporte- passeport- passaporte- جواز",
    "complaint- lawsuit- querella- plainte- queixa- شكوى دعوى",
    "hearing- audiencia- audience- جلسه",
    "extend- extension- prorrog- prolong- renew- renuev- renovad- renovac- تمديد تجديد يمدد يجدد",
    "transfer- traslad- transfere- transferid- نقل نقلت ينقل",
    "flog- lashes latigazo- fouet- chicote- جلد جلده",
    "bail fianza caution fianca كفاله",
    "pardon- indult- grace gracie- perdao amnisti- amnesty anisti- عفو",
    "curfew- toque recolher",
    "siege besiege- sitio sitiad- sitian assieg- cerco cercad- حصار محاصر-",
    "beat beating- beats golpiza- golpea- paliza- tabass- roue espanca- espancad- ضرب ضربوا",
    "veil- hijab headscar- velo voile veu حجاب",
    "girl girls fillette- menina- فتاه فتيات",
    "blasphem- blasfem- تجديف ازدراء",
    "christian- cristian- chretien- cristao cristaos مسيحي-",
    "muslim- musulman- muculman- مسلم مسلمين مسلمون",
    "pollut- contamin- تلوث",
    "crop crops harvest- cultivo- cosecha- recolte- colheita- milpa- محاصيل محصول",
    "cattle livestock ganado betail gado ماشيه",
    "plantation- plantacion- plantac- palm palma palmas palme",
    "dismiss- sacked fired despid- despedi- licencie- licencia- demiti- demiss- فصل",
    "autops- تشريح",
    "body bodies corpse- cuerpo- cadaver- corps corpo corpos جثه جثمان جثث",
    "flee flees fled fleeing huye- huyo huyen huir fuit fuir fuient foge fugiu fugir فر فرار هرب هروب",
    "return- regres- retour- retorn- عوده عاد",
    "guard guards guardia- guardabosq- garde gardes guarda- ranger- حارس حراس",
    "market- mercado- سوق",
    "bus buses car cars vehicle- vehicul- voiture- coche- carro- viatura- camion- truck- سياره سيارات حافله شاحنه",
    "book books libro- livre livres livro-",
    "interview- entrevist- entretien- مقابله",
    "whistle- denunciante- lanceur- lanceuse- مبلغ",
    "asset- assets account- frozen freez- congel- geler gelee gelees bloqueio تجميد",
    "elderly anciano- anciana- idos- vieil- مسن مسنين",
    "pregnan- embaraz- enceinte- gravid- حامل",
    "disabled disabilit- discapaci- handicap- deficien- اعاقه معاق-",
    "blind ciego ciega aveugle- cego cega كفيف مكفوف",
    "electrocut- shock shocks descarga- choque choques صعق",
    "gold ouro oro ذهب",
    "logging logger- tala madera- madeir- bucheron-",
    "cyanide mercury mercurio mercure زئبق",
    "desnud- denudad- تفتيش",
    "station comisaria- commissariat- esquadra- delegacia- مخفر",
    "clinic- clinica- clinique- عياده",
    "museum- library librar- biblioteca- bibliothe- مكتبه متحف",
    "theatre- theater- teatro- مسرح",
    "football- futbol- futebol- كره",
    "award- prize- premio- prix- جائزه",
    "nomination- appoint- nombra- nomme- nomea- تعيين",
    "censor- censur- رقابه",
    "surveil- spyware spy spies spying vigilanc- espion- espia- تجسس مراقبه",
    "website- موقع حجب",
    "statue- monument- memorial- نصب تمثال",
    "cemeter- grave graves tumba- tombe- fosa- fosse- cova- مقبره قبر قبور",
    "rescue- rescat- sauvet- resgat- انقاذ",
    "flood- inundac- inondat- enchente- فيضان-",
    "quarry- cantera- carriere- pedreira- محجر",
    "textile- garment- maquila- textil- نسيج",
    "domestic- domestica- domestique- منزليه",
    "traffick- trata trafico- trafic- اتجار",
    "hostage- rehen- rehenes otage- refem refens رهينه رهائن",
    "checkpoint- reten retenes حاجز",
    "caste dalit- adivasi-",
    "coca cocaine cocaina narco- مخدرات",
    "paramilit- guerrill- milici- milic- militia- ميليشيا- مليشيا-",
    "impunit- impunid- افلات",
    "genocid- اباده геноцид-",
    "crime crimes crimen crimenes delito- جريمه جرائم преступлен-",
    "war wars guerre- guerra- حرب حروب войн-",
    "sanction- sancion- sanciona- sancoes عقوبات санкци-",
    "discriminat- discrimin- تمييز дискримин-",
    "racis- عنصري- расис-",
    "abort- avort- اجهاض аборт-",
    "climat- clima مناخ- климат-",
    "environment- ambiental- ambientalis- environnement- بيئ- بيئي- эколог-",
    "letter letters lettre lettres carta cartas رساله رسائل",
    "anniversar- aniversar- ذكرى",
    "visit visits visita visitas visite visites زياره визит",
    "expert experts experta- experto- perito- especialista- خبير خبراء эксперт-",
    "rapporteur- relator relatora relatores relatoria مقرر مقرره مقررون",
    "commission- comision- comissao comissoes لجنه комисси-",
    "council consejo- conseil- conselho- مجلس совет",
    "minorit- minoria- اقليه اقليات",
    "religi- ديني- религи-",
    "emergency excepcion emergenc- urgence- طوارئ",
    "decree- decret- مرسوم",
    "repeal- derog- abrog- revog- الغاء يلغي تلغي",
    "suspend- suspen- تعليق",
    "dissol- disol- dissou- liquidat- liquidac- حل ликвид-",
    "tax taxes impuesto- taxe taxes taxees impot- imposto- ضريب- ضرائب",
    "sniper- francotirador- قناص-",
    "smuggl- contraband- contreband- تهريب контрабанд-",
    "treason- traicion- trahison- traicao خيانه госизмен-",
    "song songs lyrics cancion- chanson- cancao cancoes اغنيه اغاني песн-",
    "settler- colono colonos colon colons مستوطن- مستوطنين",
    "rebel- rebeld- متمرد- повстан-",
    "candidat- مرشح- кандидат-",
    "criminaliz- criminalis- تجريم",
    "stigmati- estigmati- وصم",
    "whereabouts paradero- paradeiro- مصير",
    "incommunicado incomunicad- incomunicav-",
    "health salud sante saude صحه صحي- здоров-",
    "food alimento- aliment- comida غذاء",
    "appeal appeals apelacion- recurso- cassation pourvoi استئناف استانف апелляц-",
    "denied denies deny niega- negad- refus- reject- rechaz- rejet- rejeit- recus- رفض يرفض ترفض رفضت отказ-",
    "postpon- adjourn- aplaz- reporte reportee adiad- adiam- adia تاجيل",
    "drown- ahogad- noye- noyade- afogad- naufrag- shipwreck- غرق-",
    "massacre- masacre- chacina- مجزره مذبحه",
];

struct Table {
    /// Whole words and beginnings of words, folded.
    whole: HashMap<String, u8>,
    stems: HashMap<String, u8>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { whole: HashMap::new(), stems: HashMap::new() };
    for (place, row) in COMMON.iter().chain(&TELLING).enumerate() {
        for word in row.split(' ') {
            match word.strip_suffix('-') {
                Some(stem) => table.stems.entry(fold(stem)).or_insert(place as u8),
                None => table.whole.entry(fold(word)).or_insert(place as u8),
            };
        }
    }
    table
});

/// The concepts of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Concepts([u64; 4]);

impl Concepts {
    /// Of folded words.
    pub(super) fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut all = [0; 4];
        words.filter_map(concept).for_each(|place| all[usize::from(place / 64)] |= 1 << (place % 64));
        Self(all)
    }

    /// What both have in common: as a share of what the fewer words say, 0 to 1, and how much that is. What most reports
    /// say weighs half.
    pub(super) fn shared(self, other: Self) -> (f64, u32) {
        let both = Self(std::array::from_fn(|at| self.0[at] & other.0[at]));
        let (shared, fewer) = (both.weight(), self.weight().min(other.weight()));
        // A word or two are shared by chance.
        (f64::from(shared) / f64::from(fewer.max(4)), shared)
    }

    /// How much of it the other says too, 0 to 1; 0 where it says nothing.
    pub(super) fn within(self, other: Self) -> f64 {
        let both = Self(std::array::from_fn(|at| self.0[at] & other.0[at]));
        f64::from(both.weight()) / f64::from(self.weight().max(1))
    }

    fn weight(self) -> u32 {
        let common = (self.0[0] & ((1 << COMMON.len()) - 1)).count_ones();
        2 * self.0.iter().map(|part| part.count_ones()).sum::<u32>() - common
    }
}

/// Whether a folded word belongs to the vocabulary of the field, and so is nobody's name.
pub(super) fn is_concept(word: &str) -> bool {
    concept(word).is_some()
}

/// The concept that a folded word stands for, where it tells one report from another.
pub(super) fn telling(word: &str) -> Option<u8> {
    concept(word).filter(|place| usize::from(*place) >= COMMON.len())
}

/// The concept that a folded word stands for.
pub(super) fn concept(word: &str) -> Option<u8> {
    if let Some(place) = TABLE.whole.get(word) {
        return Some(*place);
    }
    let ends = word.char_indices().map(|(at, _)| at).skip(SHORTEST).take(LONGEST - SHORTEST);
    let ends: Vec<usize> = ends.chain((word.chars().count() <= LONGEST).then_some(word.len())).collect();
    ends.into_iter().rev().find_map(|end| TABLE.stems.get(&word[..end])).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::fingerprint::words;

    fn of(text: &str) -> Concepts {
        let words = words(text);
        Concepts::of(words.iter().map(String::as_str))
    }

    #[test]
    fn every_concept_has_a_place_of_its_own() {
        assert!(COMMON.len() + TELLING.len() <= 256 && COMMON.len() < 64);
    }

    #[test]
    fn one_sentence_in_five_languages_says_the_same() {
        let said = [
            "Journalist sentenced to prison over a tweet that insulted the king",
            "Condenan a prisión a un periodista por un tuit que insultaba al rey",
            "Un journaliste condamné à la prison pour un tweet insultant le roi",
            "Jornalista condenado à prisão por um tuíte que insultava o rei",
            "الحكم بالسجن على صحفي بسبب تغريدة اعتبرت إهانة للملك",
        ];
        for other in &said[1..] {
            let (share, weight) = of(said[0]).shared(of(other));
            assert!(share >= 0.7 && weight >= 6, "{other}: {share} {weight}");
        }
        assert!(of(said[0]).shared(of("Police demolish a village school built by farmers")).0 < 0.2);
    }
}
