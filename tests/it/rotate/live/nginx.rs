//! nginx: a user's password, and the certificate it serves.

use std::path::Path;
use std::process::Command;

use super::{Client, Live, Running, port, program, report, until, write};
use crate::seal::world::with_path;

fn start(live: &Live, nginx: &Path, server: &str) -> Running {
    let folder = live.path("../nginx");
    let text = format!(
        "daemon off; worker_processes 1; pid nginx.pid; error_log error.log;\n\
         events {{}}\nhttp {{ access_log off; client_body_temp_path t1; proxy_temp_path t2; \
         fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;\nserver {{ {server} }} }}\n"
    );
    write(&folder.join("nginx.conf"), &text);
    write(&folder.join("html/index.html"), "hello");
    // The workers are nobody's, and the world of a test is its owner's alone.
    for path in [folder.join(".."), folder.clone()] {
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .unwrap();
    }
    let mut command = Command::new(nginx);
    command.arg("-p").arg(&folder).args(["-e", "error.log", "-c", "nginx.conf"]);
    Running::start(command)
}

fn curl(args: &[&str]) -> bool {
    let mut curl = Command::new("curl");
    curl.args(["-sf", "-o", "/dev/null", "--max-time", "5"]).args(args);
    curl.status().unwrap().success()
}

#[test]
fn a_certificate_is_served_without_a_break() {
    let (Some(nginx), Some(_), Some(_)) = (program("nginx"), program("curl"), program("openssl"))
    else {
        return;
    };
    let live = Live::new();
    let port = port();
    let mut openssl = with_path(live.0.0.world.closed("openssl"));
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
    ]);
    openssl.args(["-subj", "/CN=Test", "-days", "30", "-keyout", "../ca.key", "-out", "ca.pem"]);
    assert!(openssl.output().unwrap().status.success());
    live.0.0.rules(&[("ca.age", "[ me ]"), ("tls.age", &format!(
        "[ me ]; rotate = {{ kind = \"tls\"; generator = {{ caKey = \"ca.age\"; caCert = \"ca.pem\"; names = [ \"localhost\" ]; }}; \
         dependents = [ {{ host = \"here\"; reload = [ \"nginx.service\" ]; hook = \"hooks/install\"; }} ]; \
         verify.tls = {{ address = \"127.0.0.1:{port}\"; name = \"localhost\"; }}; keepOld = \"0s\"; }}"
    ))]);
    let key = std::fs::read(live.path("../ca.key")).unwrap();
    live.0.0.ok_with(&["secrets", "create", "ca", "-i", "../me"], &key);
    live.0.hook("hooks/install", &format!(
        "#!/bin/sh\nmkdir -p ../nginx; umask 077; cat <&3 > ../nginx/new.pem && mv ../nginx/new.pem ../nginx/tls.pem\n\
         [ -e ../nginx/nginx.pid ] && kill -HUP \"$(cat ../nginx/nginx.pid)\"\n{}exit 0\n", super::KILL
    ));
    live.0.0.world.git(&["add", "-A"]);
    // The first one: nothing serves it yet.
    let url = format!("https://localhost:{port}/");
    let ca = live.path("ca.pem").display().to_string();
    let resolve = format!("localhost:{port}:127.0.0.1");
    let ask = move || curl(&["--resolve", &resolve, "--cacert", &ca, &url]);
    live.run(&["secrets", "rotate", "tls"], 6);
    let _nginx = start(
        &live,
        &nginx,
        &format!(
            "listen 127.0.0.1:{port} ssl; ssl_certificate tls.pem; ssl_certificate_key tls.pem;"
        ),
    );
    until("nginx", &ask);
    live.run(&["secrets", "rotate", "--continue"], 0);
    let first = std::fs::read(live.path("tls.crt")).unwrap();
    let client = Client::start(ask.clone());
    live.rotate_killed("tls", &["deploy"]);
    report("nginx, certificate", client.stop(), 0);
    assert!(std::fs::read(live.path("tls.crt")).unwrap() != first);
}

#[test]
fn a_user_of_nginx_changes_the_password() {
    let (Some(nginx), Some(_)) = (program("nginx"), program("curl")) else { return };
    let live = Live::new();
    let port = port();
    let url = format!("http://127.0.0.1:{port}/");
    live.0.0.rules(&[
        ("pw.age", "[ me ]; rotate = { kind = \"password\"; \
         dependents = [ { host = \"client\"; hook = \"hooks/client\"; } ]; keepOld = \"0s\"; }"),
        ("ht.age", &format!(
            "[ me ]; rotate = {{ kind = \"htpasswd\"; generator = {{ source = \"pw.age\"; user = \"app\"; cost = 5; }}; \
             dependents = [ {{ host = \"web\"; hook = \"hooks/web\"; }} ]; \
             verify.http = {{ url = {url:?}; basicUser = \"app\"; }}; keepOld = \"0s\"; }}"
        )),
    ]);
    let install = |file: &str| {
        format!(
            "#!/bin/sh\nmkdir -p ../nginx; cat <&3 > ../{file}.new && mv ../{file}.new ../{file}\n{}exit 0\n",
            super::KILL
        )
    };
    live.0.hook("hooks/client", &install("pw"));
    live.0.hook("hooks/web", &install("nginx/ht"));
    live.run(&["secrets", "rotate", "pw"], 6);
    live.0.0.world.git(&["add", "-A"]);
    let _nginx = start(
        &live,
        &nginx,
        &format!("listen 127.0.0.1:{port}; auth_basic x; auth_basic_user_file ht;"),
    );
    let password = live.path("../pw");
    let ask = move |password: &str| curl(&["-u", &format!("app:{password}"), &url]);
    let now = {
        let ask = ask.clone();
        move || ask(&std::fs::read_to_string(&password).unwrap())
    };
    until("nginx", &now);
    live.run(&["secrets", "rotate", "--continue"], 0);
    let old = live.value("pw.age");
    let client = Client::start(now.clone());
    live.run(&["secrets", "rotate", "pw"], 0);
    // nginx knows one password of a user: between the two hooks the client has the other one.
    report("nginx, basic auth of one user (no overlap)", client.stop(), 3);
    assert!(now() && !ask(&old), "the new one is taken, the old one refused");
}
