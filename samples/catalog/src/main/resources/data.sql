insert into item (id, name, description, price)
select 1, 'Lantern', 'Burns through the night', 24.90
where not exists (select 1 from item where id = 1);

insert into item (id, name, description, price)
select 2, 'Anchor', 'Holds in any weather', 119.00
where not exists (select 1 from item where id = 2);

insert into item (id, name, description, price)
select 3, 'Rope', 'Twenty metres, never lets go', 17.50
where not exists (select 1 from item where id = 3);
