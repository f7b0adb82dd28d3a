BEGIN TRANSACTION;
CREATE TABLE about (
	"key" VARCHAR NOT NULL, 
	value VARCHAR, 
	PRIMARY KEY ("key")
);
INSERT INTO "about" VALUES('schema_version','2');
CREATE TABLE answer (
	round_id VARCHAR NOT NULL, 
	site_id VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	evaluator VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	value FLOAT, 
	note TEXT NOT NULL, 
	date VARCHAR NOT NULL, 
	file VARCHAR NOT NULL, 
	file_sha256 VARCHAR NOT NULL, 
	cell VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	imported_at VARCHAR NOT NULL, 
	PRIMARY KEY (round_id, site_id, item, evaluator, revision)
);
CREATE TABLE capture (
	id VARCHAR NOT NULL, 
	round_id VARCHAR NOT NULL, 
	site_id VARCHAR NOT NULL, 
	visit INTEGER NOT NULL, 
	purpose VARCHAR NOT NULL, 
	url TEXT NOT NULL, 
	requested_at VARCHAR NOT NULL, 
	previous VARCHAR NOT NULL, 
	http_status INTEGER, 
	content_type VARCHAR NOT NULL, 
	cause VARCHAR, 
	address VARCHAR NOT NULL, 
	elapsed_ms INTEGER, 
	size INTEGER NOT NULL, 
	body_sha256 VARCHAR NOT NULL, 
	truncated BOOLEAN NOT NULL, 
	warc_file VARCHAR NOT NULL, 
	warc_offset BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE job (
	id INTEGER NOT NULL, 
	round_id VARCHAR NOT NULL, 
	pid INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	started_at VARCHAR NOT NULL, 
	heartbeat_at VARCHAR NOT NULL, 
	progress TEXT NOT NULL, 
	stop_requested BOOLEAN NOT NULL, 
	message TEXT NOT NULL, 
	actor VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE observation (
	round_id VARCHAR NOT NULL, 
	analysis VARCHAR NOT NULL, 
	site_id VARCHAR NOT NULL, 
	indicator VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	status VARCHAR NOT NULL, 
	value FLOAT, 
	parts TEXT NOT NULL, 
	cause VARCHAR, 
	k INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	evidence TEXT NOT NULL, 
	method_version INTEGER NOT NULL, 
	observed_at VARCHAR NOT NULL, 
	PRIMARY KEY (round_id, analysis, site_id, indicator, source, revision)
);
INSERT INTO "observation" VALUES('r1','a1','s-1','site_reachable','machine',1,'measured',1.0,'{}',NULL,0,0,'[]',1,'2026-11-24T08:00:00Z');
CREATE TABLE revision (
	round_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	analysis VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	actor VARCHAR NOT NULL, 
	published_at VARCHAR NOT NULL, 
	PRIMARY KEY (round_id, number)
);
INSERT INTO "revision" VALUES('r1',1,'a1','首次关闭','tester','2026-11-24T09:00:00Z');
CREATE TABLE round (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	registry VARCHAR NOT NULL, 
	registry_as_of VARCHAR NOT NULL, 
	fictional BOOLEAN NOT NULL, 
	imported BOOLEAN NOT NULL, 
	"plan" VARCHAR NOT NULL, 
	vantage VARCHAR NOT NULL, 
	settings TEXT NOT NULL, 
	actor VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "round" VALUES('r1','一轮','closed','sample','2026-06-30',1,0,'sample','','{"pages": 5}','tester','2026-11-24T08:00:00Z');
CREATE TABLE round_site (
	round_id VARCHAR NOT NULL, 
	site_id VARCHAR NOT NULL, 
	PRIMARY KEY (round_id, site_id)
);
INSERT INTO "round_site" VALUES('r1','s-1');
INSERT INTO "round_site" VALUES('r1','s-2');
CREATE TABLE visit (
	round_id VARCHAR NOT NULL, 
	site_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	finished_at VARCHAR NOT NULL, 
	findings TEXT NOT NULL, 
	PRIMARY KEY (round_id, site_id, number)
);
CREATE INDEX ix_capture_round_id ON capture (round_id);
COMMIT;
