-- The tables of the TPC-H benchmark that the pairs of slow and fast statements are about.
CREATE TABLE part (p_partkey integer PRIMARY KEY, p_name varchar(55) NOT NULL, p_brand varchar(10), p_container varchar(10), p_retailprice numeric(15, 2));
CREATE TABLE customer (c_custkey integer PRIMARY KEY, c_name varchar(25) NOT NULL, c_acctbal numeric(15, 2), referrer integer);
CREATE TABLE orders (o_orderkey integer PRIMARY KEY, o_custkey integer NOT NULL REFERENCES customer (c_custkey), o_totalprice numeric(15, 2), o_orderdate date NOT NULL);
CREATE TABLE lineitem (l_orderkey integer NOT NULL REFERENCES orders (o_orderkey), l_linenumber integer NOT NULL, l_partkey integer NOT NULL, l_quantity numeric(15, 2), l_extendedprice numeric(15, 2), l_shipdate date NOT NULL, PRIMARY KEY (l_orderkey, l_linenumber));
