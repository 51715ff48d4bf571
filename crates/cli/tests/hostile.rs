//! Files that are not what they should be: a sentence and a number, never a crash.

mod support;

use support::{Folder, snapshot};

#[test]
fn files_that_cannot_be_read() {
    let folder = Folder::new();
    folder.write("carpeta/vacia.txt", "");
    folder.write("archivo", "");
    let mut text = String::new();
    for line in [
        "revisa no-existe.toml",
        "revisa archivo/p.toml",
        "repite no-existe",
        "muestra no-existe.toml",
        "corre no-existe.toml",
        "log verifica no-existe.jsonl",
        "log verifica carpeta",
        "nuevo archivo/p.toml",
    ] {
        let said = folder.cauce(line);
        assert_eq!(said.code, 3, "{line}: {}", said.whole());
        let english = folder.cauce(&format!("{line} --lang en"));
        text.push_str(&format!("> cauce {line}\n{}{}\n", said.err, english.err));
    }
    let empty = folder.cauce("revisa carpeta");
    assert_eq!(empty.code, 2);
    text.push_str(&format!("> cauce revisa carpeta\n{}", empty.err));
    snapshot("no-se-puede-leer", &text);
}

#[cfg(unix)]
#[test]
fn files_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let locked = folder.path().join("p/P-1.toml");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::read(&locked).is_ok() {
        return; // whoever may read everything cannot see this
    }
    let said = folder.cauce("revisa p/P-1.toml");
    assert_eq!((said.code, said.err.contains("no hay permiso")), (3, true), "{}", said.whole());
}

#[test]
fn files_that_are_no_text() {
    let folder = Folder::new();
    folder.write("latin1.toml", b"formato = 1\nidioma = \"es\"\n[procedimiento]\nnombre = \"Atenci\xf3n\"\n");
    folder
        .write("utf16.toml", "formato = 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    folder.write("nul.toml", b"formato = 1\0\n");
    folder.write("vacio.toml", "");
    folder.write("binario.toml", (0..=255).collect::<Vec<u8>>());
    let mut text = String::new();
    for name in ["latin1", "utf16", "nul", "vacio", "binario"] {
        let said = folder.cauce(&format!("revisa {name}.toml"));
        assert_eq!(said.code, 1, "{name}: {}", said.whole());
        text.push_str(&said.out);
        assert_eq!(folder.cauce(&format!("revisa {name}.toml --formato json")).code, 1);
        assert_ne!(folder.cauce(&format!("repite {name}.toml {name}.toml")).code, 0, "{name}");
    }
    snapshot("no-es-texto", &text);
}

#[test]
fn a_file_of_zeros_is_called_that_and_nothing_else_is() {
    let folder = Folder::new();
    let text = "formato = 1\nidioma = \"es\"\n";
    let wide = |mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let mark = mark.then_some('\u{feff}').into_iter();
        let letters: String = mark.chain(text.chars()).collect();
        letters.encode_utf16().flat_map(bytes).collect()
    };
    for (name, bytes, code) in [
        ("uno.toml", vec![0; 1], "C0054"),
        ("ceros.toml", vec![0; 4096], "C0054"),
        ("le.toml", wide(false, u16::to_le_bytes), "C0013"),
        ("be.toml", wide(false, u16::to_be_bytes), "C0013"),
        ("le-bom.toml", wide(true, u16::to_le_bytes), "C0013"),
        ("be-bom.toml", wide(true, u16::to_be_bytes), "C0013"),
    ] {
        folder.write(name, bytes);
        let said = folder.cauce(&format!("revisa {name} --formato json"));
        assert_eq!((said.code, said.out.contains(code)), (1, true), "{name}: {}", said.out);
    }
    assert!(folder.cauce("revisa ceros.toml").out.contains("solo tiene ceros"));
    assert!(folder.cauce("check ceros.toml --lang en").out.contains("nothing but zeros"));
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_unread() {
    let folder = Folder::new();
    let file = std::fs::File::create(folder.path().join("grande.toml")).expect("a file");
    file.set_len(50_000_000).expect("its length");
    let said = folder.cauce("revisa grande.toml");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("50000000"), "{}", said.out);
}

#[test]
fn a_log_that_cannot_be_written() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    let said = folder.cauce("corre p --bitacora no/existe/c.jsonl");
    assert_eq!((said.code, said.err.contains("no existe")), (3, true), "{}", said.whole());
    let folder_as_log = folder.cauce("corre p --bitacora p");
    assert_eq!(folder_as_log.code, 3, "{}", folder_as_log.whole());
}

#[test]
fn a_reader_who_leaves_is_told_nothing() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_cauce"))
        .args(["muestra", "procedures/ibague-pro-gs-029"])
        .current_dir(support::root())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn answers_that_are_no_text_or_never_end() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    folder.write("lineas.txt", [&b"\xff\xfe\n"[..], &[b'x'; 300_000], b"\n:salir\n"].concat());
    let said = folder.cauce("corre p --ordenes lineas.txt");
    assert!(said.code == 0 || said.code == 1, "{}", said.code);
    assert!(said.out.contains("no es texto UTF-8"));
}

#[test]
fn a_path_is_no_procedure_and_a_procedure_no_path() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    for command in ["revisa", "corre", "muestra"] {
        let said = folder.cauce(&format!("{command} p/caminos/01-directo.toml"));
        assert_eq!(
            (said.code, said.err.contains("es un camino, no un procedimiento")),
            (2, true),
            "{}",
            said.whole()
        );
    }
    let said = folder.cauce("replay p p/P-1.toml --lang en");
    assert_eq!((said.code, said.err.contains("is a procedure, not a path")), (2, true), "{}", said.whole());
    assert_eq!(folder.cauce("check p/caminos/01-directo.toml --format json").code, 1);
    let said = folder.cauce("corre p --bitacora p/P-1.toml");
    assert_eq!(
        (said.code, said.err.contains("quizá este archivo no sea la bitácora")),
        (1, true),
        "{}",
        said.whole()
    );
    assert!(folder.cauce("log verifica p/P-1.toml").out.contains("quizá este archivo no sea la bitácora"));
}

#[test]
fn folders_that_hold_something_else_too() {
    let folder = Folder::new();
    assert_eq!(folder.cauce("nuevo p --codigo P-1").code, 0);
    folder.write("p/Cargo.toml", "[package]\nname = \"x\"\n");
    folder.write("p/.oculto.toml", "[procedimiento]\n");
    folder.write("p/q/r/Q-1.toml", folder.read("p/P-1.toml"));
    let said = folder.cauce("revisa p");
    assert_eq!(said.out.lines().count(), 2, "{}", said.out);
    let ambiguous = folder.cauce("corre p");
    assert_eq!(ambiguous.code, 2, "{}", ambiguous.whole());
}
